"""What `tandem ready` asks of hosts: each question a function that yields what is in the way."""
