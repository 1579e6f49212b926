"""Trains a variational autoencoder on Spark: ingest, train, evaluate beside encode, decode.

Before them, the task plan has the job check every parameter without starting Spark.

Runs on Airflow 2.10 and 3 with apache-airflow-providers-apache-spark 4.9 or later. The README in the same folder says
how to install it. What differs between installations comes from Airflow variables, so that this file need not be
edited:

    train_vae_jar         path or URI of train-vae.jar (/opt/train-vae/train-vae.jar)
    train_vae_root        folder or URI of all data sets and runs (/opt/train-vae/airflow)
    train_vae_properties  path of a file of Spark settings, such as this project's conf/spark-defaults.conf (none)
    train_vae_pool        pool of the train tasks (default_pool)
    train_vae_webhook     address that gets a JSON message when a task has failed for good (none)
    train_vae_link        web address of a run's folder, with {run} in it, for the link beside a task (none)
"""

import logging
import os
import sys
from datetime import datetime, timedelta, timezone

try:
    from airflow.sdk import DAG, Asset, Param, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.datasets import Dataset as Asset
    from airflow.decorators import task
    from airflow.models.param import Param

try:
    from airflow.sdk.log import mask_secret
except ImportError:  # Airflow 2
    from airflow.utils.log.secrets_masker import mask_secret

from airflow.exceptions import AirflowFailException

# The folder of the DAGs is on the path, but not a folder within it.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import train_vae_commands as commands  # noqa: E402
import train_vae_failures as failures  # noqa: E402
import train_vae_operator as job  # noqa: E402

# What a DAG run leaves to others. They stand for all runs; the event's extra says which one it was, and where it is.
DATA_SET = Asset("x-train-vae://data-set")
MODEL = Asset("x-train-vae://model")
LATENTS = Asset("x-train-vae://latents")
REPORT = Asset("x-train-vae://report")

LOG = logging.getLogger(__name__)


def notify(context):
    """Called when a task has failed for good: logs it, and tells the webhook where there is one."""
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
        "run": commands.locations(job.root(), context["run_id"])["run"],
        "log_url": getattr(instance, "log_url", None),
    }
    LOG.error(message["text"])
    webhook = job.variable("train_vae_webhook", "")
    if webhook:
        mask_secret(webhook)
        failures.tell(webhook, message, LOG)


@task(multiple_outputs=True, execution_timeout=timedelta(minutes=10))
def plan(params=None, run_id=None):
    """The command line of every task. Whatever can be refused without Spark fails here, once and at once."""
    try:
        planned = {name: commands.arguments(name, dict(params), job.root(), run_id) for name in commands.TASKS}
    except ValueError as e:
        raise AirflowFailException(str(e)) from None
    size = job.check(dict(params), run_id)
    return {**planned, "ingest": commands.with_size(planned["ingest"], size)}


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


with DAG(
    dag_id="train_vae",
    description="Variational autoencoder on Spark: images in, trained model and pictures out",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=24),
    default_args={
        "owner": "train-vae",
        "retries": 2,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=30),
        "execution_timeout": timedelta(hours=1),
        "on_failure_callback": notify,
    },
    params={name: Param(**schema) for name, schema in commands.PARAMS.items()},
    tags=["train-vae", "spark"],
) as dag:
    planned = plan()
    ingest = spark_submit("ingest", planned, outlets=[DATA_SET])
    train = spark_submit(
        "train",
        planned,
        outlets=[MODEL],
        pool=job.variable("train_vae_pool", "default_pool"),
        execution_timeout=timedelta(hours=12),
    )
    # They write different files of the run: summary.json and metrics/ here, encoded/ there.
    evaluate = spark_submit("evaluate", planned)
    encode = spark_submit("encode", planned, outlets=[LATENTS])
    decode = spark_submit("decode", planned, outlets=[REPORT])
    ingest >> train >> [evaluate, encode] >> decode
