package io.trainvae.export;

import io.trainvae.exchange.ExchangeFormat;
import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code export}, which writes a trained run's model in another format.
 *
 * @param version of this program, which the files name
 */
public record ExportRequest(Path run, Path output, ExchangeFormat format, String version) {}
