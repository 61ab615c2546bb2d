"""Files of a mines division: people and cards, cooperatives and approvals, members."""
