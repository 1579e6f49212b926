"""Tests of the DAG in a real Airflow 2: python3 -m unittest -v test_train_vae_dag

Skipped, with a word, where there is none. They make an Airflow home of their own, and a spark-submit that only pretends.
"""

import http.server
import importlib.util
import json
import logging
import os
import re
import shutil
import stat
import sys
import tempfile
import threading
import unittest
from copy import deepcopy
from datetime import datetime, timezone
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import train_vae_commands as commands  # noqa: E402


def installed(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


MISSING = [] if installed("airflow") else ["airflow"]

# Writes down how it was called. FAILING says which command fails, with what code and words: "train 3 No images".
SPARK_SUBMIT = """#!/usr/bin/env python3
import json, os, sys
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
jar = next(i for i, word in enumerate(sys.argv) if word.endswith(".jar"))
failing = os.environ.get("FAILING", "").split(" ", 2)
if failing[0] == sys.argv[jar + 1]:
    print("[1/1] Working", file=sys.stderr)
    print(failing[2], file=sys.stderr)
    print("25/11/21 10:00:00 INFO ShutdownHookManager: Shutdown hook called", file=sys.stderr)
    sys.exit(int(failing[1]))
if sys.argv[jar + 1] == "check":
    print("preset: any\\ndata:\\n  size: 20x20")
"""


def set_up_airflow(home):
    """Before the first import of Airflow, which reads its environment once."""
    plugins, bin_ = os.path.join(home, "plugins"), os.path.join(home, "bin")
    os.makedirs(plugins)
    os.makedirs(bin_)
    shutil.copy(os.path.join(HERE, "train_vae_plugin.py"), plugins)
    submit = os.path.join(bin_, "spark-submit")
    with open(submit, "w") as file:
        file.write(SPARK_SUBMIT)
    os.chmod(submit, os.stat(submit).st_mode | stat.S_IXUSR)
    os.environ.update(
        AIRFLOW_HOME=home,
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="sqlite:///" + os.path.join(home, "airflow.db"),
        AIRFLOW__CORE__EXECUTOR="SequentialExecutor",
        AIRFLOW__CORE__LOAD_EXAMPLES="False",
        AIRFLOW__CORE__PLUGINS_FOLDER=plugins,
        AIRFLOW__LOGGING__LOGGING_LEVEL="WARNING",
        AIRFLOW_CONN_SPARK_DEFAULT=json.dumps({"conn_type": "spark", "host": "local[1]"}),
        AIRFLOW_VAR_TRAIN_VAE_ROOT="/base",
        AIRFLOW_VAR_TRAIN_VAE_JAR=os.path.join(home, "train-vae.jar"),
        CALLS=os.path.join(home, "calls"),
        PATH=bin_ + os.pathsep + os.environ["PATH"],
    )
    open(os.environ["AIRFLOW_VAR_TRAIN_VAE_JAR"], "w").close()


def tearDownModule():
    if not MISSING:
        shutil.rmtree(HOME, ignore_errors=True)


if not MISSING:
    HOME = tempfile.mkdtemp(prefix="airflow-")
    set_up_airflow(HOME)
    if not installed("airflow.providers.apache.spark.operators.spark_submit"):
        MISSING.append("apache-airflow-providers-apache-spark")
if not MISSING:
    import airflow

    if not airflow.__version__.startswith("2."):
        MISSING.append("Airflow 2, only " + airflow.__version__)
if MISSING:
    print("SKIPPED: the DAG was not loaded, for there is no " + " and no ".join(MISSING), file=sys.stderr)


class Webhook:
    """A server on this machine that keeps what it is told."""

    def __enter__(self):
        told = self.told = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = "http://127.0.0.1:%d/services/hush" % self.server.server_port
        return self

    def __exit__(self, *args):
        self.server.shutdown()
        self.server.server_close()


@unittest.skipIf(MISSING, "no " + " and no ".join(MISSING))
class DagTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from airflow.models import DagBag
        from airflow.utils import db

        db.initdb()
        bag = DagBag(HERE, include_examples=False)
        assert not bag.import_errors, bag.import_errors
        assert sorted(bag.dags) == ["train_vae", "train_vae_daily"], bag.dags
        bag.sync_to_db()
        cls.dag, cls.daily = bag.dags["train_vae"], bag.dags["train_vae_daily"]
        logging.getLogger("airflow").setLevel(logging.WARNING)

    def setUp(self):
        open(os.environ["CALLS"], "w").close()
        self.environment = mock.patch.dict(os.environ)
        self.environment.start()
        self.addCleanup(self.environment.stop)

    def run_dag(self, day, **conf):
        """All of it, as "airflow dags test" runs it; the states of its tasks by name, and the run's own."""
        return self.run_of(self.dag, day, conf)

    @staticmethod
    def run_of(dag, day, conf):
        from airflow.models import DagRun

        date = datetime(2026, 1, day, tzinfo=timezone.utc)
        dag.test(execution_date=date, run_conf=conf)
        run = DagRun.find(dag_id=dag.dag_id, execution_date=date)[0]
        return {ti.task_id: (ti.state, ti.try_number) for ti in run.get_task_instances()}, run

    @staticmethod
    def calls():
        with open(os.environ["CALLS"]) as file:
            return [json.loads(line) for line in file]

    def commands(self):
        return [call[next(i for i, word in enumerate(call) if word.endswith(".jar")) + 1] for call in self.calls()]

    def test_order(self):
        downstream = {task.task_id: sorted(task.downstream_task_ids) for task in self.dag.tasks}
        self.assertEqual(downstream["plan"], sorted(commands.TASKS))
        self.assertEqual(downstream["ingest"], ["train"])
        self.assertEqual(downstream["train"], ["encode", "evaluate"])
        self.assertEqual(downstream["evaluate"], ["decode"])
        self.assertEqual(downstream["encode"], ["decode"])
        self.assertEqual(downstream["decode"], [])

    def test_one_run_at_a_time_and_none_of_the_past(self):
        self.assertEqual(self.dag.max_active_runs, 1)
        self.assertFalse(self.dag.catchup)

    def test_every_task_has_an_end_and_may_be_tried_again(self):
        for task in [*self.dag.tasks, *self.daily.tasks]:
            self.assertEqual(task.retries, 2, task.task_id)
            self.assertIsNotNone(task.execution_timeout, task.task_id)
            self.assertTrue(task.on_failure_callback, task.task_id)

    def test_the_daily_dag_adds_images_and_trains_on(self):
        states, run = self.run_of(self.daily, 5, {"epochs_per_part": 2, "preset": "cnn"})
        self.assertEqual({state for state, _ in states.values()}, {"success"}, states)
        self.assertEqual(self.commands()[:3], ["check", "ingest", "train"])
        self.assertEqual(self.commands()[5], "decode")
        check, ingest, train = (" ".join(call) for call in self.calls()[:3])
        self.assertIn("--source images:/opt/train-vae/incoming/2026-01-05 ", check)
        self.assertIn("--run /base/runs/daily", check)
        self.assertIn("--output /base/data/daily --size 20x20 --append", ingest)
        self.assertIn("train --data /base/data/daily --run /base/runs/daily --resume --preset cnn", train)
        self.assertTrue(train.endswith(" --epochs-per-part 2"), train)
        folder = run.get_task_instance("train").xcom_pull(task_ids="train", key="run_folder")
        self.assertEqual(folder, "/base/runs/daily")

    def test_a_day_waits_for_the_training_of_the_day_before(self):
        append = self.daily.get_task("append")
        self.assertTrue(append.depends_on_past and append.wait_for_downstream)
        self.assertEqual(append.downstream_task_ids, {"train"})
        self.assertEqual((self.daily.max_active_runs, self.daily.catchup), (1, False))

    def test_whoever_waits_for_an_asset_learns_the_run(self):
        self.run_dag(6)
        from airflow.models.dataset import DatasetEvent
        from airflow.utils.session import create_session

        with create_session() as session:
            events = session.query(DatasetEvent).filter_by(source_run_id="manual__2026-01-06T00:00:00+00:00").all()
            extras = {event.source_task_id: event.extra for event in events}
        self.assertEqual(sorted(extras), ["decode", "encode", "ingest", "train"])
        for extra in extras.values():
            self.assertEqual(extra["run_id"], "manual__2026-01-06T00:00:00+00:00")
            self.assertRegex(extra["run"], "^/base/runs/manual__2026-01-06")
            self.assertRegex(extra["data"], "^/base/data/manual__2026-01-06")

    def test_assets(self):
        uris = {task.task_id: [asset.uri for asset in task.outlets] for task in self.dag.tasks}
        self.assertEqual(uris["train"], ["x-train-vae://model"])
        self.assertEqual(uris["decode"], ["x-train-vae://report"])

    def test_the_documentation_links_to_nowhere(self):
        """Airflow's Markdown makes a link of a bare README.md: .md and .py are countries' domains."""
        for dag in (self.dag, self.daily):
            text = "\n".join(line for line in dag.doc_md.splitlines() if not line.startswith("    "))
            self.assertIsNone(re.search(r"\w\.(md|py|sh|jar|com)\b", re.sub("`[^`]*`", "", text)))

    def test_every_field_of_the_form_is_checked(self):
        params = deepcopy(self.dag.params)
        params.validate()
        self.assertEqual(params.dump(), {name: schema["default"] for name, schema in commands.PARAMS.items()})
        for name, schema in commands.PARAMS.items():
            for value in (None, "", 0, -1, 1.5, "two words", [], {}):
                self.assertEqual(self.accepts(name, value), self.may_be(schema, value), (name, value))
        for name, value in (("preset", "mlp-40"), ("size", "32"), ("settings", "a=1"), ("grid", 101), ("fresh", "yes")):
            self.assertFalse(self.accepts(name, value), name)

    def accepts(self, name, value):
        from airflow.exceptions import ParamValidationError

        params = deepcopy(self.dag.params)
        try:
            params[name] = value
            params.validate()
            return True
        except (ParamValidationError, ValueError):
            return False

    @staticmethod
    def may_be(schema, value):
        """What a reader of the schema expects, for the values of the test above."""
        types = schema["type"]
        if value is None:
            return "null" in types
        if isinstance(value, int) and not isinstance(value, bool):
            return "integer" in types and value >= schema["minimum"]
        if value == []:
            return "array" in types
        return False

    def test_all_tasks_run_on_the_forms_defaults(self):
        states, run = self.run_dag(1)
        self.assertEqual({state for state, _ in states.values()}, {"success"}, states)
        self.assertEqual(run.state, "success")
        self.assertEqual(self.commands()[:3], ["check", "ingest", "train"])
        self.assertEqual(self.commands()[5], "decode")
        check, ingest, train = self.calls()[:3]
        self.assertEqual(check[:4], ["--master", "local[1]", "--deploy-mode", "client"])
        # The size is what the preset asks for, as the job told.
        self.assertEqual(ingest[ingest.index("--size") + 1], "20x20")
        self.assertIn("--resume", train)
        folder = run.get_task_instance("train").xcom_pull(task_ids="train", key="run_folder")
        self.assertTrue(folder.startswith("/base/runs/manual__2026-01-01"), folder)

    def test_what_cannot_be_used_fails_in_plan_once_and_at_once(self):
        os.environ["FAILING"] = "check 2 Cannot find preset mlp-40: expected one of mlp-400"
        with Webhook() as webhook:
            os.environ["AIRFLOW_VAR_TRAIN_VAE_WEBHOOK"] = webhook.address
            states, run = self.run_dag(2)
        self.assertEqual(states["plan"][0], "failed")
        self.assertEqual({states[name][0] for name in commands.TASKS}, {"upstream_failed"}, states)
        self.assertEqual(run.state, "failed")
        self.assertEqual(self.commands(), ["check"])
        told = webhook.told[0]
        self.assertEqual(len(webhook.told), 1)
        self.assertEqual(told["task_id"], "plan")
        self.assertEqual(told["reason"], "Cannot find preset mlp-40: expected one of mlp-400")
        self.assertEqual(told["exit_code"], 2)

    def test_unknown_parameters_fail_in_plan_once(self):
        states, run = self.run_dag(3, epoch=3)
        self.assertEqual((states["plan"][0], run.state), ("failed", "failed"))
        self.assertEqual(self.commands(), [])

    def test_what_no_second_try_mends_is_tried_once_and_told(self):
        os.environ["FAILING"] = "train 3 Cannot train cnn on /d: its images are 9x9"
        with Webhook() as webhook, self.assertLogs() as logs:
            os.environ["AIRFLOW_VAR_TRAIN_VAE_WEBHOOK"] = webhook.address
            states, run = self.run_dag(4)
        self.assertEqual((states["train"][0], run.state), ("failed", "failed"))
        self.assertEqual(self.commands(), ["check", "ingest", "train"])
        told = webhook.told[0]
        self.assertEqual(told["reason"], "Cannot train cnn on /d: its images are 9x9")
        self.assertEqual(told["exit_code"], 3)
        self.assertTrue(told["run"].startswith("/base/runs/manual__2026-01-04"), told)
        self.assertIn("train", told["log_url"])
        self.assertIn("failed: Cannot train cnn on /d", told["text"])
        self.assertNotIn("hush", "\n".join(logs.output))

    def operator(self, name="train", **fields):
        task = deepcopy(self.dag.get_task(name))
        task.application = os.environ["AIRFLOW_VAR_TRAIN_VAE_JAR"]
        task.application_args = ["train", "--resume"]
        task.properties_file = ""
        for field, value in fields.items():
            setattr(task, field, value)
        return task

    @staticmethod
    def context(try_number=1, max_tries=2, **params):
        instance = mock.Mock(try_number=try_number, max_tries=max_tries)
        return {"task_instance": instance, "run_id": "r", "params": params}

    def test_what_a_second_try_may_mend_is_tried_again(self):
        from airflow.exceptions import AirflowException, AirflowFailException

        for code in (1, 4, 130):
            os.environ["FAILING"] = "train %d Cannot reach s3a://b: refused" % code
            with self.assertRaisesRegex(AirflowException, r"^Cannot reach s3a://b: refused \(exit code \d+\)$") as met:
                self.operator().execute(self.context())
            self.assertNotIsInstance(met.exception, AirflowFailException)

    def test_fresh_begins_anew_on_the_first_try_after_a_clear_only(self):
        for try_number, max_tries, fresh, option in (
            (1, 2, False, "--resume"),
            (1, 2, True, "--overwrite"),
            (2, 2, True, "--resume"),
            (2, 3, True, "--overwrite"),
            (3, 3, True, "--resume"),
        ):
            self.operator().execute(self.context(try_number, max_tries, fresh=fresh))
            self.assertEqual(self.calls()[-1][-1], option, (try_number, max_tries))

    def test_cluster_mode_of_spark_standalone_is_no_obstacle(self):
        os.environ["AIRFLOW_CONN_SPARK_DEFAULT"] = json.dumps(
            {"conn_type": "spark", "host": "spark://host:7077", "extra": {"deploy-mode": "cluster"}}
        )
        for name in commands.TASKS:
            line = self.operator(name)._get_hook()._build_spark_submit_command("train-vae.jar")
            self.assertEqual(line[line.index("--deploy-mode") + 1], "cluster")
            self.assertEqual(line[line.index("--master") + 1], "spark://host:7077")

    def test_no_spark_submit_is_said_in_a_line(self):
        from airflow.exceptions import AirflowFailException

        os.environ["PATH"] = "/nowhere"
        with self.assertRaisesRegex(AirflowFailException, "^Cannot start spark-submit: No such file or directory$"):
            self.dag.get_task("plan").python_callable(params={}, run_id="r")

    def test_the_link_beside_a_task_is_its_runs_folder(self):
        import train_vae_plugin

        with mock.patch.object(train_vae_plugin.XCom, "get_value", return_value="s3a://b/runs/r"):
            link = self.dag.get_task("train").operator_extra_links[0]
            self.assertEqual(link.get_link(None, ti_key=None), "s3a://b/runs/r")
            os.environ["AIRFLOW_VAR_TRAIN_VAE_LINK"] = "https://storage.example.com/browse?prefix={run}"
            self.assertEqual(link.get_link(None, ti_key=None), "https://storage.example.com/browse?prefix=s3a%3A//b/runs/r")

    def test_the_dag_survives_being_stored(self):
        from airflow.serialization.serialized_objects import SerializedDAG

        stored = SerializedDAG.from_dict(SerializedDAG.to_dict(self.dag))
        self.assertEqual([link.name for link in stored.get_task("train").operator_extra_links], ["Run folder"])
        self.assertEqual(stored.get_task("train").pool, "default_pool")


if __name__ == "__main__":
    unittest.main()
