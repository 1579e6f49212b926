package io.trainvae.ml;

import io.trainvae.model.VaeSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which columns a model reads and which it adds. */
record OutputSchema(VariationalAutoencoderParams params, VaeSpec spec) {
  /** Key of a score's metadata: how many latents it was made of; 0 for the negative ELBO. */
  static final String IMPORTANCE_SAMPLES = "importance-samples";

  /**
   * The schema with the columns that are added, in this order: latent means, log variances, score,
   * reconstruction, prediction.
   *
   * @throws IllegalArgumentException if a column is missing, of another type, or there already
   */
  StructType of(StructType schema) {
    checkInput(schema);
    checkLabel(schema);
    if (!params.getKeyCol().isEmpty()) {
      column(schema, "keyCol", params.getKeyCol());
    }
    if (!params.getImageSize().isEmpty()) {
      InputSize.parse(params.getImageSize());
    }
    StructType out = schema;
    for (StructField added : added()) {
      if (Arrays.asList(out.fieldNames()).contains(added.name())) {
        throw new IllegalArgumentException(
            "Cannot add column %s: there is one of that name".formatted(added.name()));
      }
      out = out.add(added);
    }
    return out;
  }

  private List<StructField> added() {
    DataType vector = SQLDataTypes.VectorType();
    return List.of(
            field(params.getLatentCol(), vector, latentAttributes(params.getLatentCol())),
            field(params.getLogVarianceCol(), vector, latentAttributes(params.getLogVarianceCol())),
            field(params.getScoreCol(), DataTypes.DoubleType, scoreMetadata()),
            field(params.getReconstructionCol(), vector, Metadata.empty()),
            field(params.getPredictionCol(), DataTypes.DoubleType, Metadata.empty()))
        .stream()
        .filter(field -> !field.name().isEmpty())
        .toList();
  }

  private StructField field(String name, DataType type, Metadata metadata) {
    return new StructField(name, type, true, metadata);
  }

  private Metadata latentAttributes(String name) {
    return name.isEmpty() ? Metadata.empty() : new AttributeGroup(name, spec.latent()).toMetadata();
  }

  private Metadata scoreMetadata() {
    return new MetadataBuilder().putLong(IMPORTANCE_SAMPLES, params.getImportanceSamples()).build();
  }

  private void checkInput(StructType schema) {
    StructField input = column(schema, "inputCol", params.getInputCol());
    if (InputKind.of(input.dataType()).isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use column %s as inputCol: it is %s, expected %s"
              .formatted(input.name(), input.dataType().simpleString(), InputKind.EXPECTED));
    }
  }

  private void checkLabel(StructType schema) {
    if (!params.getLabelCol().isEmpty()) {
      StructField label = column(schema, "labelCol", params.getLabelCol());
      if (!(label.dataType() instanceof NumericType)) {
        throw new IllegalArgumentException(
            "Cannot use column %s as labelCol: it is %s, expected a number"
                .formatted(label.name(), label.dataType().simpleString()));
      }
    } else if (spec.classes() > 0) {
      throw new IllegalArgumentException(
          "Cannot use the model without labelCol: it is conditional on %d labels"
              .formatted(spec.classes()));
    }
  }

  private static StructField column(StructType schema, String param, String name) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find column %s, the %s, among %s"
                        .formatted(name, param, String.join(", ", schema.fieldNames()))));
  }
}
