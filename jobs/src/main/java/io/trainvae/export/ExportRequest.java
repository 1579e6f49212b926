package io.trainvae.export;

import io.trainvae.exchange.ExchangeFormat;
import org.apache.hadoop.fs.Path;

/**
 * What {@code export} is asked to do: a trained run's model becomes files of a format.
 *
 * @param version of this program, which the files name
 */
public record ExportRequest(Path run, Path output, ExchangeFormat format, String version) {}
