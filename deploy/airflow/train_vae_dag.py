"""Trains a variational autoencoder on Spark: ingest, train, evaluate and encode in parallel, decode.

First, the task plan lets the job check all parameters without starting Spark.

Runs on Airflow 2.10 and 3 with apache-airflow-providers-apache-spark 4.9 or later. The README in the same folder
says how to install it. Airflow variables hold the settings of an installation, with these defaults:

    train_vae_jar         path or URI of train-vae.jar (/opt/train-vae/train-vae.jar)
    train_vae_root        folder or URI of all data sets and runs (/opt/train-vae/airflow)
    train_vae_properties  path of a file of Spark settings, such as this project's conf/spark-defaults.conf (none)
    train_vae_pool        pool of the train tasks (default_pool)
    train_vae_webhook     URL that receives a JSON message when a task has failed and is not tried again (none)
    train_vae_link        web address of a run's folder, with {run} in it, for the link beside a task (none)
"""

import os
import sys
from datetime import datetime, timedelta, timezone

try:
    from airflow.sdk import DAG, Param, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task
    from airflow.models.param import Param

# Airflow puts the folder of DAGs on the path, but not its subfolders.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import train_vae_commands as commands  # noqa: E402
import train_vae_tasks as tasks  # noqa: E402


@task(multiple_outputs=True, execution_timeout=timedelta(minutes=10))
def plan(params=None, run_id=None):
    return tasks.checked(dict(params), run_id)


with DAG(
    dag_id="train_vae",
    description="Variational autoencoder on Spark: images in, trained model and pictures out",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=24),
    default_args=tasks.DEFAULT_ARGS,
    params={name: Param(**schema) for name, schema in commands.PARAMS.items()},
    tags=["train-vae", "spark"],
) as dag:
    planned = plan()
    tasks.train_and_after(planned, tasks.spark_submit("ingest", planned, outlets=[tasks.DATA_SET]))
