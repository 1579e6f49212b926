package io.trainvae.kernel;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** Lets a benchmark multiply matrices with what the layers have, which is not public. */
public final class ProductLibrary {
  private final String name;
  private final MatrixProducts products;

  private ProductLibrary(String name, MatrixProducts products) {
    this.name = name;
    this.products = products;
  }

  /** All that this machine has. */
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
   * @param transposed whether a stands as its transpose
   */
  public void multiply(
      boolean transposed, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    products.multiply(transposed, false, m, n, k, a, transposed ? m : k, b, n, false, c, n);
  }
}
