"""What the lab's hosts take: `python -m bench --lab`, each figure beside a peer of the same run."""
