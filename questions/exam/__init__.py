"""From a blueprint to sheets that are handed out: what an exam asks, its versions, and the key for who marks it."""
