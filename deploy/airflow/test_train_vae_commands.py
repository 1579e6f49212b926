"""Tests of the command lines and of the words on failures: python3 -m unittest -v test_train_vae_commands"""

import http.server
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
import train_vae_failures as failures  # noqa: E402


class CommandsTest(unittest.TestCase):
    def test_defaults_leave_to_the_preset_what_is_its_own(self):
        at = commands.locations("s3a://bucket/", "manual-1")
        self.assertEqual(at, {"data": "s3a://bucket/data/manual-1", "run": "s3a://bucket/runs/manual-1"})
        lines = {task: commands.arguments(task, {}, "s3a://bucket/", "manual-1") for task in commands.TASKS}
        self.assertEqual(lines["ingest"], ["ingest", "--source", "synthetic", "--output", at["data"]])
        self.assertEqual(
            lines["train"],
            ["train", "--data", at["data"], "--run", at["run"], "--resume"]
            + ["--preset", "mlp-400", "--workers", "0", "--seed", "0"],
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
            "preset_file": None,
            "fresh": True,
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

    def test_fields_left_empty_are_as_the_defaults(self):
        empty = {name: None for name, schema in commands.PARAMS.items() if "null" in schema["type"]}
        self.assertIn("settings", empty)
        for task in commands.TASKS:
            self.assertEqual(commands.arguments(task, empty, "/r", "x"), commands.arguments(task, {}, "/r", "x"))

    def test_the_form_asks_only_for_fields_that_show_a_default(self):
        """A field whose type lacks null has to be filled in; 0 and the empty list may be shown as nothing."""
        for name, schema in commands.PARAMS.items():
            if "null" not in schema["type"] and schema["type"] != "boolean":
                self.assertTrue(schema["default"], name)

    def test_presets_are_those_of_the_job(self):
        folder = os.path.join(HERE, "..", "..", "conf", "presets")
        if not os.path.isdir(folder):
            self.skipTest("not in the project's own folders")
        of_images = {name[: -len(".yaml")] for name in os.listdir(folder)} - {"tabular"}
        self.assertEqual(sorted(commands.PRESETS), sorted(of_images))
        self.assertIn("--preset /my.yaml", " ".join(commands.arguments("train", {"preset_file": "/my.yaml"}, "/r", "x")))

    def test_a_fresh_train_begins_at_the_beginning(self):
        line = commands.arguments("train", {}, "/r", "x")
        self.assertEqual(line.count("--resume"), 1)
        self.assertEqual(commands.anew(line).count("--overwrite"), 1)
        self.assertNotIn("--resume", commands.anew(line))

    def test_the_check_has_what_the_tasks_have(self):
        params = {"source": "/idx", "settings": ["model.latent=3"], "epochs": 2, "grid": 9, "importance_samples": 5}
        self.assertEqual(
            " ".join(commands.check_arguments(params, "/base", "r")),
            "check --source /idx --preset mlp-400 --epochs 2 --workers 0 --seed 0 --set model.latent=3"
            " --importance-samples 5 --grid 9 --run /base/runs/r",
        )
        # On a cluster that has other files, local paths say nothing here.
        elsewhere = commands.check_arguments(params, "/base", "r", same_files=False)
        self.assertNotIn("/idx", elsewhere)
        self.assertNotIn("--run", elsewhere)
        self.assertIn("s3a://b/runs/r", commands.check_arguments(params, "s3a://b", "r", same_files=False))

    def test_paths_of_images_and_tables_are_local_too(self):
        for source, local in (
            ("images:/in", True),
            ("parquet:in/x", True),
            ("emnist-digits:/e", True),
            ("images:s3a://b/in", False),
            ("table:db.images", False),
            ("mnist", False),
        ):
            line = commands.check_arguments({"source": source}, "/base", "r", same_files=False)
            self.assertEqual(line[line.index("--source") + 1], "synthetic" if local else source)

    def test_the_daily_dag_continues_one_run(self):
        self.assertEqual(commands.run_name("train_vae_daily", "scheduled__2026-01-05"), "daily")
        self.assertEqual(commands.run_name("train_vae", "x"), "x")
        self.assertEqual(commands.locations("/r", "daily"), {"data": "/r/data/daily", "run": "/r/runs/daily"})
        params = commands.daily_params('{"source": "images:s3a://b/{day}", "epochs_per_part": 2}')
        defaults = {name: schema["default"] for name, schema in params.items()}
        chosen, per_part = commands.of_day(defaults, "2026-01-05")
        self.assertEqual((chosen["source"], per_part), ("images:s3a://b/2026-01-05", 2))
        lines = {task: commands.arguments(task, chosen, "/r", "daily") for task in commands.TASKS}
        daily = commands.continued(lines, per_part)
        self.assertEqual(sorted(daily), ["append", "decode", "encode", "evaluate", "train"])
        self.assertEqual(daily["append"], [*lines["ingest"], "--append"])
        self.assertEqual(daily["train"], [*lines["train"], "--epochs-per-part", "2"])
        # The parameters of the other DAG are as they were.
        self.assertEqual(commands.PARAMS["source"]["default"], "synthetic")
        with self.assertRaisesRegex(ValueError, "Cannot use epoch in train_vae_daily: expected one of averaging_freq"):
            commands.daily_params('{"epoch": 3}')

    def test_images_get_the_size_of_the_preset(self):
        line = ["ingest", "--output", "/d"]
        self.assertEqual(commands.with_size(line, "128x128"), [*line, "--size", "128x128"])
        self.assertEqual(commands.with_size(line, "any"), line)
        self.assertEqual(commands.with_size(line, None), line)
        chosen = [*line, "--size", "32x32"]
        self.assertEqual(commands.with_size(chosen, "128x128"), chosen)

    def test_the_reason_is_the_jobs_own_last_line(self):
        def reason(text):
            words = failures.LastLines()
            self.assertEqual(list(words.watch(text.splitlines(True))), text.splitlines(True))
            return words.reason()

        noise = "25/11/21 10:00:00 INFO ShutdownHookManager: Shutdown hook called\n"
        self.assertEqual(reason("[1/1] Training\nCannot read x: no such file\n" + noise * 2), "Cannot read x: no such file")
        self.assertEqual(
            reason("Cannot use preset mlp-400, 2 problems:\n  train.epoch: unknown\n  train.batch: few\n" + noise),
            "Cannot use preset mlp-400, 2 problems: train.epoch: unknown; train.batch: few",
        )
        self.assertEqual(reason("".join("line %d\n" % i for i in range(500))), "line 499")
        self.assertEqual(reason(noise), "")
        self.assertEqual(reason(""), "")

    def test_exit_codes_are_read_and_told(self):
        self.assertEqual(failures.exit_code("Cannot execute: spark-submit x.jar. Error code is: 2."), 2)
        self.assertEqual(
            failures.exit_code("Cannot execute: x. Error code is: 0. Kubernetes spark exit code is: 3"), 3
        )
        self.assertIsNone(failures.exit_code("Driver driver-1 badly exited with status FAILED"))
        self.assertEqual(failures.failed_with(failures.failure("No such file", 3)), ("No such file", 3))
        self.assertEqual(failures.failed_with("Timeout"), ("Timeout", None))

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

        for value in ("s3a://bucket/my.yaml", "/etc/vae.yaml", "presets/x.yml"):
            self.assertTrue(matches("preset_file", value), value)
        for value in ("", "a b.yaml", "x;y.yaml", "--debug.yaml", "mlp-400"):
            self.assertFalse(matches("preset_file", value), value)
        for value in ("mnist", "/data/idx", "s3a://bucket/idx"):
            self.assertTrue(matches("source", value), value)
        for value in ("", "-x", "a b"):
            self.assertFalse(matches("source", value), value)
        self.assertTrue(matches("size", "32x32"))
        self.assertFalse(matches("size", "0x32"))


class WebhookTest(unittest.TestCase):
    SECRET = "T0/B0/hush"

    def said(self, webhook):
        with self.assertLogs("webhook", "WARNING") as logs:
            failures.tell(webhook, {"text": "failed"}, logging.getLogger("webhook"))
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

    def test_nothing_that_is_wrong_with_it_fails_the_callback(self):
        for webhook in (None, 7, "", "http://", "ftp://127.0.0.1/hush", "http://127.0.0.1:1/hush"):
            self.said(webhook)
        with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
            threading.Thread(target=server.handle_request, daemon=True).start()
            with self.assertLogs("webhook", "WARNING"):
                failures.tell(
                    "http://127.0.0.1:%d/" % server.server_port, {"odd": {1, 2}}, logging.getLogger("webhook")
                )

    def test_a_refusal_is_logged_with_its_status(self):
        with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
            threading.Thread(target=server.handle_request, daemon=True).start()
            said = self.said("http://127.0.0.1:%d/services/%s" % (server.server_port, self.SECRET))
        self.assertEqual(said, "Cannot tell the webhook at 127.0.0.1: HTTPError 501")


if __name__ == "__main__":
    unittest.main()
