"""Trains, saves, loads and scores with a real PySpark; prints ``done`` when all of it worked.

    spark-submit --jars jobs/target/train-vae.jar --py-files deploy/python/trainvae.py deploy/python/try_trainvae.py FOLDER
"""
import sys

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.linalg import Vectors
from pyspark.ml.tuning import ParamGridBuilder, TrainValidationSplit
from pyspark.sql import SparkSession

from trainvae import (
    VariationalAutoencoder,
    VariationalAutoencoderEvaluator,
    VariationalAutoencoderModel,
)


def main(folder: str) -> None:
    spark = SparkSession.builder.appName("try trainvae").getOrCreate()
    rows = [(i, Vectors.dense([i % 10, 1000.0 - 7 * (i % 10), (i % 3) / 10])) for i in range(300)]
    table = spark.createDataFrame(rows, ["id", "features"])
    vae = VariationalAutoencoder(preset="tabular", keyCol="id", epochs=2)
    vae.putSettings({"model.latent": 2, "train.batch": 32})
    model = vae.fit(table)
    assert model.latentSize() == 2, model.latentSize()
    assert len(model.objectiveHistory()) == 2
    scored = model.transform(table)
    assert scored.columns == ["id", "features", "latent", "outlierScore"], scored.columns

    model.write().overwrite().save(folder + "/model")
    loaded = VariationalAutoencoderModel.load(folder + "/model")
    assert loaded.parametersSha256() == model.parametersSha256()

    pipeline = Pipeline(stages=[vae]).fit(table)
    pipeline.write().overwrite().save(folder + "/pipeline")
    again = PipelineModel.load(folder + "/pipeline")
    assert isinstance(again.stages[0], VariationalAutoencoderModel)
    assert again.transform(table).orderBy("id").collect() == pipeline.transform(table).orderBy("id").collect()

    grid = ParamGridBuilder().addGrid(vae.epochs, [1, 4]).build()
    best = TrainValidationSplit(
        estimator=vae, evaluator=VariationalAutoencoderEvaluator(), estimatorParamMaps=grid, seed=1
    ).fit(table)
    assert best.validationMetrics[1] < best.validationMetrics[0], best.validationMetrics
    print("done")


if __name__ == "__main__":
    main(sys.argv[1])
