"""Airflow's link from a task to its run's folder. For Airflow's folder of plugins; the DAGs work without it.

The Airflow variable train_vae_link makes a web address of the folder, as in
https://storage.example.com/browse?prefix={run} (none: the link is the folder itself).
"""

from urllib.parse import quote

try:
    from airflow.sdk import BaseOperatorLink, Variable
    from airflow.sdk.execution_time.xcom import XCom
except ImportError:  # Airflow 2
    from airflow.models import BaseOperatorLink, Variable, XCom

from airflow.plugins_manager import AirflowPlugin


class RunFolderLink(BaseOperatorLink):
    name = "Run folder"

    def get_link(self, operator, *, ti_key):
        run = XCom.get_value(ti_key=ti_key, key="run_folder")
        if not run:
            return ""
        try:
            pattern = Variable.get("train_vae_link", default="{run}")
        except TypeError:  # Airflow 2
            pattern = Variable.get("train_vae_link", default_var="{run}")
        return pattern if "{run}" not in pattern else pattern.replace("{run}", run if pattern == "{run}" else quote(run))


class TrainVaePlugin(AirflowPlugin):
    name = "train_vae"
    operator_extra_links = [RunFolderLink()]
