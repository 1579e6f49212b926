package io.trainvae.exchange;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A graph in ONNX Runtime, loaded with strict checks of shapes and types, and the inputs of one
 * run.
 */
public final class OnnxSession implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  public OnnxSession(byte[] model) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.addConfigEntry("session.strict_shape_type_inference", "1");
      options.setIntraOpNumThreads(1);
      session = ENVIRONMENT.createSession(model, options);
    }
  }

  public OrtSession session() {
    return session;
  }

  public OnnxSession floats(String name, float[] values, long... shape) throws OrtException {
    return put(name, OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(values), shape));
  }

  public OnnxSession bytes(String name, byte[] values, long... shape) throws OrtException {
    var buffer = ByteBuffer.wrap(values);
    return put(name, OnnxTensor.createTensor(ENVIRONMENT, buffer, shape, OnnxJavaType.UINT8));
  }

  /** Does nothing where the graph has no such input. */
  public OnnxSession labels(String name, int... values) throws OrtException {
    if (!session.getInputNames().contains(name)) {
      return this;
    }
    long[] labels = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      labels[i] = values[i];
    }
    long[] shape = {values.length};
    return put(name, OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(labels), shape));
  }

  private OnnxSession put(String name, OnnxTensor tensor) {
    OnnxTensor former = inputs.put(name, tensor);
    if (former != null) {
      former.close();
    }
    return this;
  }

  /** All results, each row by row. */
  public Map<String, float[]> run() throws OrtException {
    Map<String, float[]> outputs = new HashMap<>();
    try (OrtSession.Result result = session.run(inputs)) {
      for (var output : result) {
        FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
        float[] array = new float[values.remaining()];
        values.get(array);
        outputs.put(output.getKey(), array);
      }
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
