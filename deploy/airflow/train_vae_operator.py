"""How the tasks of the DAGs run the job, and what they make of its failures."""

import logging
import os
import subprocess

import yaml

try:
    from airflow.sdk import Variable
except ImportError:  # Airflow 2
    from airflow.models import Variable

from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.apache.spark.hooks.spark_submit import SparkSubmitHook
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

import train_vae_commands as commands
import train_vae_failures as failures

try:
    from train_vae_plugin import RunFolderLink
except ImportError:  # the plugin is not installed: no link beside the task
    RunFolderLink = None

CONNECTION = "spark_default"

LOG = logging.getLogger(__name__)


def variable(name, default):
    """Airflow 3 calls the default default, Airflow 2 default_var."""
    try:
        return Variable.get(name, default=default)
    except TypeError:
        return Variable.get(name, default_var=default)


def root():
    return variable("train_vae_root", "/opt/train-vae/airflow")


def jar():
    return variable("train_vae_jar", "/opt/train-vae/train-vae.jar")


def failed(reason, code):
    """The exception for an exit code of the job: Airflow tries again only what another try may mend."""
    kind = AirflowFailException if code in failures.REFUSED else AirflowException
    return kind(failures.failure(reason, code))


class TrainVaeOperator(SparkSubmitOperator):
    """One spark-submit of the job jar. Its exception says the job's own line of reason, and its exit code."""

    operator_extra_links = (RunFolderLink(),) if RunFolderLink else ()

    def execute(self, context):
        instance = context["task_instance"]
        places = commands.locations(root(), commands.run_name(instance.dag_id, context["run_id"]))
        instance.xcom_push(key="run_folder", value=places["run"])
        if context["params"].get("fresh") and self.is_first_try(instance):
            self.application_args = commands.anew(self.application_args)
        words = failures.LastLines()
        self._hook = self._get_hook()
        log_lines = self._hook._process_spark_submit_log
        self._hook._process_spark_submit_log = lambda lines: log_lines(words.watch(lines))
        try:
            super().execute(context)
        except AirflowException as e:
            code = failures.exit_code(str(e))
            if code is None:
                raise
            raise failed(words.reason(), code) from None
        for asset in self.outlets:
            # Airflow 2.10 and later: who waits for the asset learns which run it was.
            if "outlet_events" in context:
                context["outlet_events"][asset].extra = {"run_id": context["run_id"], **places}

    def is_first_try(self, instance):
        """Whether this is the first try since the task was scheduled or cleared; a clear adds as many as there were."""
        return instance.try_number <= instance.max_tries - self.retries + 1


def connection():
    try:
        return SparkSubmitHook.get_connection(CONNECTION)
    except AirflowException:  # the provider takes its defaults then
        return None


def check(params, run_id):
    """Has the job check all parameters on this machine, without Spark.

    Returns the size that the preset wants images to have. Raises what plan is to fail with.
    """
    extra = getattr(connection(), "extra_dejson", {})
    elsewhere = extra.get("deploy-mode") == "cluster"
    application = jar()
    if elsewhere and ":" not in application and not os.path.exists(application):
        LOG.warning("Parameters are not checked before the ingest: %s is not on this machine", application)
        return None
    properties = variable("train_vae_properties", "")
    command = [
        extra.get("spark-binary") or "spark-submit",
        *("--master", "local[1]", "--deploy-mode", "client", "--name", "train-vae check"),
        *(["--properties-file", properties] if properties else []),
        application,
        *commands.check_arguments(params, root(), run_id, same_files=not elsewhere),
    ]
    LOG.info("Checking the parameters: %s", " ".join(command[command.index(application) :]))
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as e:
        raise AirflowFailException("Cannot start %s: %s" % (command[0], e.strerror)) from None
    if done.returncode != 0:
        words = failures.LastLines()
        for line in words.watch(done.stderr.splitlines()):
            LOG.info(line)
        raise failed(words.reason(), done.returncode)
    return yaml.safe_load(done.stdout)["data"]["size"]
