"""Tests of the DAG: python3 -m unittest -v test_train_vae_dag

What needs Airflow is skipped, with a word, where there is none.
"""

import http.server
import importlib.util
import logging
import os
import re
import socket
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import train_vae_commands as commands  # noqa: E402


def installed(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


MISSING = [
    name for name in ("airflow", "airflow.providers.apache.spark.operators.spark_submit") if not installed(name)
]
if MISSING:
    print("SKIPPED: the DAG was not loaded, for there is no " + " and no ".join(MISSING), file=sys.stderr)


class CommandsTest(unittest.TestCase):
    def test_defaults_leave_to_the_preset_what_is_its_own(self):
        at = commands.locations("s3a://bucket/", "manual-1")
        self.assertEqual(at, {"data": "s3a://bucket/data/manual-1", "run": "s3a://bucket/runs/manual-1"})
        lines = {task: commands.arguments(task, {}, "s3a://bucket/", "manual-1") for task in commands.TASKS}
        self.assertEqual(lines["ingest"], ["ingest", "--source", "synthetic", "--output", at["data"]])
        self.assertEqual(
            lines["train"],
            ["train", "--preset", "mlp-400", "--data", at["data"], "--run", at["run"], "--resume"]
            + ["--workers", "0", "--seed", "0"],
        )
        of_run = ["--run", at["run"], "--data", at["data"], "--importance-samples", "0"]
        self.assertEqual(lines["evaluate"], ["evaluate", *of_run])
        self.assertEqual(lines["encode"], ["encode", *of_run, "--output", at["run"] + "/encoded"])
        self.assertEqual(lines["decode"], ["decode", *of_run[:4]])

    def test_every_parameter_has_its_place(self):
        params = {
            "source": "mnist",
            "limit": 100,
            "size": "32x32",
            "preset": "cnn",
            "epochs": 3,
            "workers": 2,
            "averaging_frequency": 5,
            "seed": 7,
            "settings": ["model.latent=10", "train.batch=64"],
            "importance_samples": 50,
            "grid": 30,
        }
        self.assertEqual(set(params), set(commands.PARAMS))
        lines = [" ".join(commands.arguments(task, params, "/r", "x")) for task in commands.TASKS]
        ingest, train, evaluate, encode, decode = lines
        self.assertIn("--source mnist --limit 100 --size 32x32", ingest)
        self.assertIn("--preset cnn", train)
        self.assertIn("--epochs 3 --workers 2 --averaging-frequency 5 --seed 7", train)
        self.assertIn("--set model.latent=10 --set train.batch=64", train)
        self.assertIn("--importance-samples 50", evaluate)
        self.assertIn("--importance-samples 50", encode)
        self.assertIn("--grid 30", decode)

    def test_unknown_parameters_are_refused(self):
        with self.assertRaisesRegex(ValueError, "Cannot use parameter epoch: expected one of averaging_frequency, "):
            commands.arguments("train", {"epoch": 3}, "/r", "x")

    def test_folders_are_named_by_the_run_and_never_shared(self):
        ids = [
            "manual__2026-01-01T00:00:00+00:00",
            "manual__2026-01-01T00:00:00-00:00",
            "backfill__2026-01-01T00:00:00+00:00",
            "a/b",
            "a-b",
            "../../etc",
            "..",
            "ä",
            "ö",
            "x" * 250,
            "x" * 249,
        ]
        keys = [commands.run_key(name) for name in ids]
        self.assertEqual(len(set(keys)), len(ids), keys)
        for key in keys:
            self.assertRegex(key, r"^[A-Za-z0-9_][A-Za-z0-9._-]*$")
            self.assertLessEqual(len(key), 90)
        self.assertEqual(commands.run_key("a-b"), "a-b")
        self.assertTrue(keys[0].startswith("manual__2026-01-01T00-00-00-00-00-"))

    def test_patterns_let_through_what_is_meant(self):
        def matches(name, value):
            return re.search(commands.PARAMS[name]["pattern"], value) is not None

        for value in ("mlp-400", "s3a://bucket/my.yaml", "/etc/vae.yaml", "presets/x.yaml"):
            self.assertTrue(matches("preset", value), value)
        for value in ("", "a b", "x;y", "--debug"):
            self.assertFalse(matches("preset", value), value)
        for value in ("mnist", "/data/idx", "s3a://bucket/idx"):
            self.assertTrue(matches("source", value), value)
        for value in ("", "-x", "a b"):
            self.assertFalse(matches("source", value), value)
        self.assertTrue(matches("size", "32x32"))
        self.assertFalse(matches("size", "0x32"))
        item = commands.PARAMS["settings"]["items"]["pattern"]
        self.assertTrue(re.search(item, "model.latent=10"))
        self.assertFalse(re.search(item, "model.latent"))


class WebhookTest(unittest.TestCase):
    SECRET = "T0/B0/hush"

    def said(self, webhook):
        with self.assertLogs("webhook", "WARNING") as logs:
            commands.tell(webhook, {"text": "failed"}, logging.getLogger("webhook"))
        self.assertNotIn("hush", "".join(logs.output))
        return logs.records[0].getMessage()

    def test_the_address_is_not_logged(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            nowhere = "http://127.0.0.1:%d/services/%s" % (taken.getsockname()[1], self.SECRET)
            self.assertRegex(self.said(nowhere), r"^Cannot tell the webhook at 127\.0\.0\.1: URLError \d+$")
        # Their exceptions quote the address.
        self.assertIn("an address without a host", self.said("services/" + self.SECRET))
        self.assertIn("an address that is no URL", self.said("http://[hush/" + self.SECRET))
        self.assertIn("at 127.0.0.1", self.said("http://127.0.0.1:port/" + self.SECRET))
        self.assertIn("at 127.0.0.1", self.said("http://127.0.0.1/a b" + self.SECRET))

    def test_a_refusal_is_logged_with_its_status(self):
        with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
            threading.Thread(target=server.handle_request, daemon=True).start()
            said = self.said("http://127.0.0.1:%d/services/%s" % (server.server_port, self.SECRET))
        self.assertEqual(said, "Cannot tell the webhook at 127.0.0.1: HTTPError 501")


@unittest.skipIf(MISSING, "no Airflow with the Spark provider")
class DagTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        spec = importlib.util.spec_from_file_location("train_vae_dag", os.path.join(HERE, "train_vae_dag.py"))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        cls.module = module
        cls.dag = module.dag

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

    def test_every_task_is_tried_again_and_has_an_end(self):
        for task in self.dag.tasks:
            self.assertEqual(task.retries, 2, task.task_id)
            self.assertIsNotNone(task.execution_timeout, task.task_id)
            self.assertTrue(task.on_failure_callback, task.task_id)

    def test_assets(self):
        uris = {task.task_id: [asset.uri for asset in task.outlets] for task in self.dag.tasks}
        self.assertEqual(uris["train"], ["x-train-vae://model"])
        self.assertEqual(uris["decode"], ["x-train-vae://report"])

    def test_params_are_validated(self):
        from copy import deepcopy

        params = deepcopy(self.dag.params)
        params.validate()
        self.assertEqual(params.dump(), {name: schema["default"] for name, schema in commands.PARAMS.items()})
        for name, value in (("epochs", 0), ("workers", "two"), ("size", "32"), ("settings", ["x"]), ("grid", 1)):
            wrong = deepcopy(self.dag.params)
            with self.assertRaises(Exception, msg=name):
                wrong[name] = value
                wrong.validate()

    def test_plan_makes_every_command_line(self):
        self.module._variable = lambda name, default: "/base"
        planned = self.dag.get_task("plan").python_callable(params={}, run_id="r1")
        self.assertEqual(planned["ingest"], ["ingest", "--source", "synthetic", "--output", "/base/data/r1"])
        self.assertEqual(sorted(planned), sorted(commands.TASKS))


if __name__ == "__main__":
    unittest.main()
