"""Training: data generation, the network, its export."""
