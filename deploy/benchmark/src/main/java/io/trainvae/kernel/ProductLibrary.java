package io.trainvae.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** Gives the benchmark access to the matrix products of layers, which are not public. */
public final class ProductLibrary {
  private final String name;
  private final MatrixProducts products;

  private ProductLibrary(String name, MatrixProducts products) {
    this.name = name;
    this.products = products;
  }

  /** All libraries on this machine. */
  public static List<ProductLibrary> all() {
    List<ProductLibrary> all = new ArrayList<>();
    all.add(new ProductLibrary("OpenBLAS", MatrixProducts.general()));
    OneDnn.PRODUCTS.ifPresent(oneDnn -> all.add(new ProductLibrary("oneDNN", oneDnn)));
    return all;
  }

  public String name() {
    return name;
  }

  /**
   * {@code c[m, n] = a b} on the calling thread.
   *
   * @param transposed whether a is stored as its transpose
   */
  public void multiply(
      boolean transposed, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    products.multiply(transposed, false, m, n, k, a, transposed ? m : k, b, n, false, c, n);
  }
}
