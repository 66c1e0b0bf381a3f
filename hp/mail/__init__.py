"""What each mail says, the outbox it waits in, and how it is sent."""
