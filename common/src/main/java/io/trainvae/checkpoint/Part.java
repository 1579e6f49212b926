package io.trainvae.checkpoint;

import java.io.Serializable;

/** A file of a checkpoint, and its SHA-256 in hexadecimal. */
public record Part(String name, long bytes, String sha256) implements Serializable {}
