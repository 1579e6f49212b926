package io.trainvae.data.matlab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

/** Writes MATLAB files. */
public final class MatlabFixture {
  private final Mat5File file = Mat5.newMatFile();

  /**
   * Adds an array.
   *
   * @param numbers by index in MATLAB's order
   */
  public MatlabFixture with(
      String name, MatlabType type, IntToDoubleFunction numbers, int... shape) {
    Matrix matrix = Mat5.newMatrix(shape, type);
    for (int i = 0; i < matrix.getNumElements(); i++) {
      matrix.setDouble(i, numbers.applyAsDouble(i));
    }
    file.addArray(name, matrix);
    return this;
  }

  MatlabFixture withTexts(String name, String... texts) {
    var cell = Mat5.newCell(1, texts.length);
    for (int i = 0; i < texts.length; i++) {
      cell.set(i, Mat5.newString(texts[i]));
    }
    file.addArray(name, cell);
    return this;
  }

  public void write(Path target) throws IOException {
    Files.deleteIfExists(target);
    try (var sink = Sinks.newStreamingFile(target.toFile())) {
      Mat5.newWriter(sink).writeMat(file);
    }
  }
}
