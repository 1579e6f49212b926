"""Adds the images of each day to a data set and trains the model on: append, train, evaluate and encode, decode.

Before the first day, trigger the DAG train_vae with the run id "daily" and a source of image files or a table, such as
images:s3a://bucket/first. This DAG continues that run. It takes the same variables, and one more:

    train_vae_daily       JSON: source of a day's images with {day} in it, and the parameters of the run "daily", as in
                          {"source": "images:s3a://bucket/incoming/{day}", "preset": "cnn", "epochs_per_part": 2}

{day} is the date of the DAG run, as in 2026-01-31. Every day with new images is trained epochs_per_part further
epochs, on all images. Images that are in the data set already are not added again, and then nothing is trained.
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
import train_vae_operator as job  # noqa: E402


@task(multiple_outputs=True, execution_timeout=timedelta(minutes=10))
def plan(params=None, ds=None):
    chosen, per_part = commands.of_day(dict(params), ds)
    return commands.continued(tasks.checked(chosen, commands.DAILY), per_part)


with DAG(
    dag_id=commands.DAILY_DAG,
    description="Variational autoencoder on Spark: trained on daily with the images that are new",
    doc_md=__doc__,
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=24),
    default_args=tasks.DEFAULT_ARGS,
    params={
        name: Param(**schema)
        for name, schema in commands.daily_params(job.variable("train_vae_daily", "{}")).items()
    },
    is_paused_upon_creation=True,
    tags=["train-vae", "spark"],
) as dag:
    planned = plan()
    # A training in the middle of an epoch cannot take in new images: a day waits for the training of the day before.
    append = tasks.spark_submit(
        "append", planned, outlets=[tasks.DATA_SET], depends_on_past=True, wait_for_downstream=True
    )
    tasks.train_and_after(planned, append)
