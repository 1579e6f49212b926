"""What the DAGs of train-vae have in common: their tasks, assets, retries and failure callback."""

import logging
from datetime import timedelta

try:
    from airflow.sdk import Asset
except ImportError:  # Airflow 2
    from airflow.datasets import Dataset as Asset

try:
    from airflow.sdk.log import mask_secret
except ImportError:  # Airflow 2
    from airflow.utils.log.secrets_masker import mask_secret

from airflow.exceptions import AirflowFailException

import train_vae_commands as commands
import train_vae_failures as failures
import train_vae_operator as job

# The results of a DAG run, for other DAGs to wait for. The event's extra has the run id and the folders.
DATA_SET = Asset("x-train-vae://data-set")
MODEL = Asset("x-train-vae://model")
LATENTS = Asset("x-train-vae://latents")
REPORT = Asset("x-train-vae://report")

LOG = logging.getLogger(__name__)


def notify(context):
    """Callback of a task that failed and is not tried again: logs the failure and posts it to the webhook, if set."""
    instance = context["task_instance"]
    reason, code = failures.failed_with(str(context.get("exception")))
    message = {
        "text": "train-vae: task %s of run %s failed: %s" % (instance.task_id, context["run_id"], reason),
        "dag_id": instance.dag_id,
        "task_id": instance.task_id,
        "run_id": context["run_id"],
        "try_number": instance.try_number,
        "reason": reason,
        "exit_code": code,
        "run": commands.locations(job.root(), commands.run_name(instance.dag_id, context["run_id"]))["run"],
        "log_url": getattr(instance, "log_url", None),
    }
    LOG.error(message["text"])
    webhook = job.variable("train_vae_webhook", "")
    if webhook:
        mask_secret(webhook)
        failures.tell(webhook, message, LOG)


DEFAULT_ARGS = {
    "owner": "train-vae",
    "retries": 2,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=30),
    "execution_timeout": timedelta(hours=1),
    "on_failure_callback": notify,
}


def checked(params, run_id):
    """The command line of each task by its name. Fails, without a second try, if the job refuses the parameters."""
    try:
        lines = {name: commands.arguments(name, params, job.root(), run_id) for name in commands.TASKS}
    except ValueError as e:
        raise AirflowFailException(str(e)) from None
    size = job.check(params, run_id)
    return {**lines, "ingest": commands.with_size(lines["ingest"], size)}


def spark_submit(name, planned, **more):
    return job.TrainVaeOperator(
        task_id=name,
        conn_id=job.CONNECTION,
        name="train-vae %s {{ run_id }}" % name,
        # The jar's manifest names its main class.
        application="{{ var.value.get('train_vae_jar', '/opt/train-vae/train-vae.jar') }}",
        application_args=planned[name],
        properties_file="{{ var.value.get('train_vae_properties', '') }}",
        conf={"spark.ui.showConsoleProgress": "false"},
        **more,
    )


def train_and_after(planned, first):
    """The tasks from train on, after the task that writes the data set."""
    train = spark_submit(
        "train",
        planned,
        outlets=[MODEL],
        pool=job.variable("train_vae_pool", "default_pool"),
        execution_timeout=timedelta(hours=12),
    )
    # Evaluate writes summary.json and metrics/ of the run, encode writes encoded/.
    evaluate = spark_submit("evaluate", planned)
    encode = spark_submit("encode", planned, outlets=[LATENTS])
    decode = spark_submit("decode", planned, outlets=[REPORT])
    first >> train >> [evaluate, encode] >> decode
