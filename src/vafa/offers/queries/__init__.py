"""What a basket of one member may use."""
