"""What every subject needs and no subject owns."""
