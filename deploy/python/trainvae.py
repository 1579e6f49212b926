"""Variational autoencoders for PySpark: a wrapper of the Spark ML stages in ``io.trainvae.ml``.

    spark-submit --jars train-vae.jar --py-files trainvae.py program.py

    from trainvae import VariationalAutoencoder
    model = VariationalAutoencoder(inputCol="features", preset="tabular", epochs=5).fit(df)
    scored = model.transform(df)

Spark 3.5, Python 3.8 or newer; nothing to build and nothing else to install.
"""
from typing import Any, Dict, List, Optional

from pyspark import keyword_only
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams

__all__ = ["VariationalAutoencoder", "VariationalAutoencoderModel", "VariationalAutoencoderEvaluator"]

_PACKAGE = "io.trainvae.ml."


class _Reader(JavaMLReader):
    """Finds the Java class by our package: ``io`` is a module of Python's own."""

    @classmethod
    def _java_loader_class(cls, clazz: Any) -> str:
        return _PACKAGE + clazz.__name__


class _Stage(JavaMLReadable, JavaMLWritable):
    @classmethod
    def read(cls) -> _Reader:
        return _Reader(cls)


class _VariationalAutoencoderParams(Params):
    """The Params that the estimator and its models share."""

    inputCol = Param(Params._dummy(), "inputCol", "column of images or features",
                     typeConverter=TypeConverters.toString)
    labelCol = Param(Params._dummy(), "labelCol", "column of labels from 0, for a model with model.classes",
                     typeConverter=TypeConverters.toString)
    keyCol = Param(Params._dummy(), "keyCol", "column of unique keys that orders the rows of a training",
                   typeConverter=TypeConverters.toString)
    imageSize = Param(Params._dummy(), "imageSize", "HxW, or HxWx3 in colour, of images that are binary or vectors",
                      typeConverter=TypeConverters.toString)
    preset = Param(Params._dummy(), "preset", "a preset's name, or the path or URI of a YAML file",
                   typeConverter=TypeConverters.toString)
    settings = Param(Params._dummy(), "settings", "key=value of any other setting, as in model.latent=10",
                     typeConverter=TypeConverters.toListString)
    epochs = Param(Params._dummy(), "epochs", "passes over the rows; 0: the preset's",
                   typeConverter=TypeConverters.toInt)
    workers = Param(Params._dummy(), "workers", "replicas that train side by side; 0: as many as there are slots",
                    typeConverter=TypeConverters.toInt)
    seed = Param(Params._dummy(), "seed", "of initial weights, shuffles and noise",
                 typeConverter=TypeConverters.toInt)
    checkpointDir = Param(Params._dummy(), "checkpointDir", "folder of a run; if empty, nothing is written",
                          typeConverter=TypeConverters.toString)
    handleInvalid = Param(Params._dummy(), "handleInvalid", "error, skip or keep",
                          typeConverter=TypeConverters.toString)
    latentCol = Param(Params._dummy(), "latentCol", "column of the latent means; empty: none",
                      typeConverter=TypeConverters.toString)
    logVarianceCol = Param(Params._dummy(), "logVarianceCol", "column of the latent log variances; empty: none",
                           typeConverter=TypeConverters.toString)
    scoreCol = Param(Params._dummy(), "scoreCol", "column of the anomaly score in nats; empty: none",
                     typeConverter=TypeConverters.toString)
    reconstructionCol = Param(Params._dummy(), "reconstructionCol", "column of what the latent mean decodes to; empty: none",
                              typeConverter=TypeConverters.toString)
    predictionCol = Param(Params._dummy(), "predictionCol", "column that is 1 for an outlier; empty: none",
                          typeConverter=TypeConverters.toString)
    contamination = Param(Params._dummy(), "contamination", "part of the training rows that are outliers",
                          typeConverter=TypeConverters.toFloat)
    importanceSamples = Param(Params._dummy(), "importanceSamples", "latents of a row that its score is made of",
                              typeConverter=TypeConverters.toInt)
    verbose = Param(Params._dummy(), "verbose", "whether a training prints its progress",
                    typeConverter=TypeConverters.toBoolean)

    def _set_defaults(self) -> None:
        self._setDefault(
            inputCol="features",
            labelCol="",
            keyCol="",
            imageSize="",
            preset="mlp-400",
            settings=[],
            epochs=0,
            workers=0,
            seed=0,
            checkpointDir="",
            handleInvalid="error",
            latentCol="latent",
            logVarianceCol="",
            scoreCol="outlierScore",
            reconstructionCol="",
            predictionCol="",
            contamination=0.0,
            importanceSamples=0,
            verbose=False,
        )

    def getInputCol(self) -> str:
        return self.getOrDefault(self.inputCol)

    def getLabelCol(self) -> str:
        return self.getOrDefault(self.labelCol)

    def getKeyCol(self) -> str:
        return self.getOrDefault(self.keyCol)

    def getImageSize(self) -> str:
        return self.getOrDefault(self.imageSize)

    def getPreset(self) -> str:
        return self.getOrDefault(self.preset)

    def getSettings(self) -> List[str]:
        return self.getOrDefault(self.settings)

    def getEpochs(self) -> int:
        return self.getOrDefault(self.epochs)

    def getWorkers(self) -> int:
        return self.getOrDefault(self.workers)

    def getSeed(self) -> int:
        return self.getOrDefault(self.seed)

    def getCheckpointDir(self) -> str:
        return self.getOrDefault(self.checkpointDir)

    def getHandleInvalid(self) -> str:
        return self.getOrDefault(self.handleInvalid)

    def getLatentCol(self) -> str:
        return self.getOrDefault(self.latentCol)

    def getLogVarianceCol(self) -> str:
        return self.getOrDefault(self.logVarianceCol)

    def getScoreCol(self) -> str:
        return self.getOrDefault(self.scoreCol)

    def getReconstructionCol(self) -> str:
        return self.getOrDefault(self.reconstructionCol)

    def getPredictionCol(self) -> str:
        return self.getOrDefault(self.predictionCol)

    def getContamination(self) -> float:
        return self.getOrDefault(self.contamination)

    def getImportanceSamples(self) -> int:
        return self.getOrDefault(self.importanceSamples)

    def getVerbose(self) -> bool:
        return self.getOrDefault(self.verbose)


class VariationalAutoencoder(JavaEstimator, _VariationalAutoencoderParams, _Stage):
    """Fits a variational autoencoder to a column of images or feature vectors.

    ``settings`` takes any other setting of a preset, as in ``["model.latent=10"]``.
    """

    @keyword_only
    def __init__(
        self,
        *,
        inputCol: str = "features",
        labelCol: str = "",
        keyCol: str = "",
        imageSize: str = "",
        preset: str = "mlp-400",
        settings: Optional[List[str]] = None,
        epochs: int = 0,
        workers: int = 0,
        seed: int = 0,
        checkpointDir: str = "",
        handleInvalid: str = "error",
        latentCol: str = "latent",
        logVarianceCol: str = "",
        scoreCol: str = "outlierScore",
        reconstructionCol: str = "",
        predictionCol: str = "",
        contamination: float = 0.0,
        importanceSamples: int = 0,
        verbose: bool = False,
    ) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_PACKAGE + "VariationalAutoencoder", self.uid)
        self._set_defaults()
        self._set(**self._input_kwargs)

    @keyword_only
    def setParams(self, **kwargs: Any) -> "VariationalAutoencoder":
        return self._set(**self._input_kwargs)

    def putSettings(self, settings: Dict[str, Any]) -> "VariationalAutoencoder":
        """Adds settings by their keys, as in ``{"model.latent": 10}``."""
        added = [f"{key}={value}" for key, value in settings.items()]
        return self._set(settings=self.getSettings() + added)

    def _create_model(self, java_model: Any) -> "VariationalAutoencoderModel":
        return VariationalAutoencoderModel(java_model)

    def setInputCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(inputCol=value)

    def setLabelCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(labelCol=value)

    def setKeyCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(keyCol=value)

    def setImageSize(self, value: str) -> "VariationalAutoencoder":
        return self._set(imageSize=value)

    def setPreset(self, value: str) -> "VariationalAutoencoder":
        return self._set(preset=value)

    def setSettings(self, value: List[str]) -> "VariationalAutoencoder":
        return self._set(settings=value)

    def setEpochs(self, value: int) -> "VariationalAutoencoder":
        return self._set(epochs=value)

    def setWorkers(self, value: int) -> "VariationalAutoencoder":
        return self._set(workers=value)

    def setSeed(self, value: int) -> "VariationalAutoencoder":
        return self._set(seed=value)

    def setCheckpointDir(self, value: str) -> "VariationalAutoencoder":
        return self._set(checkpointDir=value)

    def setHandleInvalid(self, value: str) -> "VariationalAutoencoder":
        return self._set(handleInvalid=value)

    def setLatentCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(latentCol=value)

    def setLogVarianceCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(logVarianceCol=value)

    def setScoreCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(scoreCol=value)

    def setReconstructionCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(reconstructionCol=value)

    def setPredictionCol(self, value: str) -> "VariationalAutoencoder":
        return self._set(predictionCol=value)

    def setContamination(self, value: float) -> "VariationalAutoencoder":
        return self._set(contamination=value)

    def setImportanceSamples(self, value: int) -> "VariationalAutoencoder":
        return self._set(importanceSamples=value)

    def setVerbose(self, value: bool) -> "VariationalAutoencoder":
        return self._set(verbose=value)


class VariationalAutoencoderModel(JavaModel, _VariationalAutoencoderParams, _Stage):
    """A trained variational autoencoder."""

    threshold = Param(Params._dummy(), "threshold", "score above which predictionCol is 1",
                      typeConverter=TypeConverters.toFloat)

    def __init__(self, java_model: Optional[Any] = None) -> None:
        super().__init__(java_model)
        self._set_defaults()

    @staticmethod
    def ofRun(uri: str) -> "VariationalAutoencoderModel":
        """The model of a run that ``train-vae train`` wrote."""
        from pyspark import SparkContext

        jvm = SparkContext._active_spark_context._jvm
        return _from_java(jvm.io.trainvae.ml.VariationalAutoencoderModel.ofRun(uri))

    def latentSize(self) -> int:
        return self._call_java("latentSize")

    def numFeatures(self) -> int:
        return self._call_java("numFeatures")

    def parametersSha256(self) -> str:
        return self._call_java("parametersSha256")

    def objectiveHistory(self) -> List[float]:
        """The loss of every epoch, for a model that this process trained."""
        return list(self._call_java("summary").objectiveHistory())

    def getThreshold(self) -> float:
        return self._call_java("getThreshold")

    def setInputCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(inputCol=value)

    def setLabelCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(labelCol=value)

    def setKeyCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(keyCol=value)

    def setHandleInvalid(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(handleInvalid=value)

    def setLatentCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(latentCol=value)

    def setLogVarianceCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(logVarianceCol=value)

    def setScoreCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(scoreCol=value)

    def setReconstructionCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(reconstructionCol=value)

    def setPredictionCol(self, value: str) -> "VariationalAutoencoderModel":
        return self._set(predictionCol=value)

    def setImportanceSamples(self, value: int) -> "VariationalAutoencoderModel":
        return self._set(importanceSamples=value)


class VariationalAutoencoderEvaluator(JavaEvaluator, _Stage):
    """The mean score of rows that a model transformed, in nats; lower is better."""

    scoreCol = Param(Params._dummy(), "scoreCol", "column of scores that a model added",
                     typeConverter=TypeConverters.toString)
    metricName = Param(Params._dummy(), "metricName", "negElbo or importanceWeightedBound",
                       typeConverter=TypeConverters.toString)

    @keyword_only
    def __init__(self, *, scoreCol: str = "outlierScore", metricName: str = "negElbo") -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(
            _PACKAGE + "VariationalAutoencoderEvaluator", self.uid)
        self._setDefault(scoreCol="outlierScore", metricName="negElbo")
        self._set(**self._input_kwargs)

    def setScoreCol(self, value: str) -> "VariationalAutoencoderEvaluator":
        return self._set(scoreCol=value)

    def getScoreCol(self) -> str:
        return self.getOrDefault(self.scoreCol)

    def setMetricName(self, value: str) -> "VariationalAutoencoderEvaluator":
        return self._set(metricName=value)

    def getMetricName(self) -> str:
        return self.getOrDefault(self.metricName)


_STAGES = {
    _PACKAGE + stage.__name__: stage
    for stage in (
        VariationalAutoencoder, VariationalAutoencoderModel, VariationalAutoencoderEvaluator)
}
_pyspark_from_java = JavaParams._from_java


def _from_java(java_stage: Any) -> Any:
    """Makes our stages of Java objects, which PySpark looks for in a module ``io.trainvae.ml``."""
    stage_class = _STAGES.get(java_stage.getClass().getName())
    if stage_class is None:
        return _pyspark_from_java(java_stage)
    stage = stage_class()
    stage._java_obj = java_stage
    stage._resetUid(java_stage.uid())
    stage._transfer_params_from_java()
    return stage


# PipelineModel.load and CrossValidatorModel.load ask this one method for every stage.
JavaParams._from_java = staticmethod(_from_java)
for _stage in _STAGES.values():
    _stage._from_java = staticmethod(_from_java)
