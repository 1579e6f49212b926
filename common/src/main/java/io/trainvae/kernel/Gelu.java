package io.trainvae.kernel;

/**
 * {@code x P(N(0, 1) < x)} and its derivative by rational functions. Unlike the error function, the
 * virtual machine compiles them to vector instructions of single precision. Their coefficients are
 * a least-squares fit with weights moved towards the largest error. The absolute error of both
 * functions' factors is below 3e-7, most of which is the rounding of floats.
 */
final class Gelu {
  private static final float CUT = 5.5f;
  private static final float SLOPE_CUT = 5.8f;

  private Gelu() {}

  static void apply(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      float value = values[i];
      float x = Math.max(-CUT, Math.min(CUT, value));
      float t = x * x;
      float p = 2.2749542694100455e-08f;
      p = Math.fma(p, t, 6.352050604618853e-06f);
      p = Math.fma(p, t, 0.0001688209013082087f);
      p = Math.fma(p, t, 0.004677231889218092f);
      p = Math.fma(p, t, 0.033852215856313705f);
      p = Math.fma(p, t, 0.398942232131958f);
      float q = 1.1975040479228483e-06f;
      q = Math.fma(q, t, 7.364578050328419e-05f);
      q = Math.fma(q, t, 0.0018844184232875705f);
      q = Math.fma(q, t, 0.02864561788737774f);
      q = Math.fma(q, t, 0.2515208423137665f);
      q = Math.fma(q, t, 1);
      values[i] = value * (0.5f + x * p / q);
    }
  }

  static void slopes(float[] values, float[] slopes, int count) {
    for (int i = 0; i < count; i++) {
      float x = Math.max(-SLOPE_CUT, Math.min(SLOPE_CUT, values[i]));
      float t = x * x;
      float p = 1.9292725994546345e-07f;
      p = Math.fma(p, t, 3.5955865314463153e-05f);
      p = Math.fma(p, t, 1.9228013115935028e-05f);
      p = Math.fma(p, t, 0.014230280183255672f);
      p = Math.fma(p, t, -0.03099546954035759f);
      p = Math.fma(p, t, 0.7978853583335876f);
      float q = 8.952353709901217e-06f;
      q = Math.fma(q, t, 0.00019203881674911827f);
      q = Math.fma(q, t, 0.0035230473149567842f);
      q = Math.fma(q, t, 0.040980346500873566f);
      q = Math.fma(q, t, 0.29449450969696045f);
      q = Math.fma(q, t, 1);
      slopes[i] = 0.5f + x * p / q;
    }
  }
}
