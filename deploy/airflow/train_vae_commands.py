"""What the tasks of the DAG hand to spark-submit.

Plain functions without Airflow, so that the same command lines can be looked at and run without a scheduler:

    python3 train_vae_commands.py --run-id "manual__2026-01-01T00:00:00+00:00" --param epochs=2 | python3 -m json.tool
"""

import argparse
import copy
import hashlib
import json
import re

PRESETS = ("mlp-400", "mlp-512-256", "cnn", "cvae", "deep-conv", "iwae", "conv-64", "resnet-32")

TASKS = ("ingest", "train", "evaluate", "encode", "decode")

# How the parameters of a DAG run look: the JSON schema that Airflow's form and its API check them by.
# "default", "type" and so on become a Param of the same words. The form asks to fill in what is empty unless its type
# has null; some versions show a default of 0 or of an empty list as empty.
PARAMS = {
    "source": {
        "default": "synthetic",
        "type": "string",
        "pattern": "^[A-Za-z0-9./][^\\s]*$",
        "title": "Images",
        "description": "synthetic, mnist, fashion-mnist, kmnist, the folder or URI of four IDX files, images:URI (files"
        " of images), or a table as in parquet:URI",
    },
    "limit": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 1,
        "title": "Images of each split",
        "description": "from the first; empty for all",
    },
    "size": {
        "default": None,
        "type": ["null", "string"],
        "pattern": "^[1-9][0-9]{0,3}x[1-9][0-9]{0,3}$",
        "title": "Resize to",
        "description": "height x width, as in 32x32; empty for as they are",
    },
    "preset": {
        "default": "mlp-400",
        "type": "string",
        "enum": list(PRESETS),
        "title": "Preset",
        "description": "architecture and training settings",
    },
    "preset_file": {
        "default": None,
        "type": ["null", "string"],
        "pattern": "^[A-Za-z0-9./][A-Za-z0-9._:/-]*[.]ya?ml$",
        "title": "Preset file",
        "description": "path or URI of a YAML file to use instead of a preset; empty for none",
    },
    "epochs": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 1,
        "title": "Epochs",
        "description": "empty for the preset's",
    },
    "workers": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 0,
        "title": "Workers",
        "description": "replicas that train side by side; empty or 0 for one, or of a cluster one on every slot",
    },
    "averaging_frequency": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 1,
        "title": "Averaging frequency",
        "description": "minibatches of a worker between two averagings; empty for the preset's",
    },
    "seed": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 0,
        "title": "Seed",
        "description": "of initial weights, shuffles and noise; empty for 0",
    },
    "settings": {
        "default": [],
        # With "items" the form would ask for JSON; without, each line is a string. The job checks them.
        "type": ["null", "array"],
        "title": "Further settings",
        "description": "key=value, one on a line, as in model.latent=10; \"train-vae presets --keys\" lists all keys",
    },
    "fresh": {
        "default": False,
        "type": "boolean",
        "title": "Train afresh",
        "description": "a train task that is cleared begins at the beginning; otherwise it goes on, or does nothing when"
        " all is done",
    },
    "importance_samples": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 0,
        "maximum": 10000,
        "title": "Importance samples",
        "description": "of each test image for the importance-weighted bound; empty or 0 for no bound",
    },
    "grid": {
        "default": None,
        "type": ["null", "integer"],
        "minimum": 2,
        "maximum": 100,
        "title": "Latent grid",
        "description": "pictures along each side; empty for the preset's",
    },
}

# The DAG that trains one run on, and the run id of the DAG train_vae that made this run.
DAILY_DAG, DAILY = "train_vae_daily", "daily"
NOT_DAILY = ("limit", "fresh")

MOST_OF_AN_ID = 80


def run_name(dag_id, run_id):
    """The run id that names the folders of a DAG run: its own, but always the same in the daily DAG."""
    return DAILY if dag_id == DAILY_DAG else run_id


def daily_params(chosen):
    """The parameters of the daily DAG. Their defaults are in chosen, a JSON object; unknown keys are refused."""
    params = {name: copy.deepcopy(schema) for name, schema in PARAMS.items() if name not in NOT_DAILY}
    params["source"].update(
        default="images:/opt/train-vae/incoming/{day}",
        title="Images of the day",
        description="images:URI (files of images) or a table as in parquet:URI; {day} is the date of the DAG run",
    )
    params["epochs_per_part"] = {
        "default": 1,
        "type": "integer",
        "minimum": 1,
        "title": "Epochs a day",
        "description": "further epochs for each day that added images",
    }
    for name, default in json.loads(chosen).items():
        if name not in params:
            raise ValueError("Cannot use %s in train_vae_daily: expected one of %s" % (name, ", ".join(sorted(params))))
        params[name]["default"] = default
    return params


def of_day(params, day):
    """The parameters of the daily DAG as those of the DAG train_vae, and the epochs per part."""
    params = dict(params)
    per_part = params.pop("epochs_per_part", 1)
    return {**params, "source": params["source"].replace("{day}", str(day))}, per_part


def continued(lines, per_part):
    """The command lines that add to a data set and train its run on, of those that make both."""
    others = {name: line for name, line in lines.items() if name != "ingest"}
    return {
        **others,
        "append": [*lines["ingest"], "--append"],
        "train": [*lines["train"], "--epochs-per-part", str(per_part)],
    }


def run_key(run_id):
    """The name of a DAG run's folder: its id without what file systems and object stores do not like.

    Two ids never share a folder: where a character had to go, or the id was too long, a part of its SHA-256 stands
    at the end.
    """
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", run_id).strip("-.")[:MOST_OF_AN_ID]
    if kept == run_id:
        return kept
    return "%s-%s" % (kept or "run", hashlib.sha256(run_id.encode("utf-8")).hexdigest()[:8])


def locations(root, run_id):
    """Where the data set and the run of a DAG run stand: {"data": URI, "run": URI}.

    The run's folder is called like the DAG run, for that is what metrics and reports call it. The data set is not
    inside, so that an ingest task and a train task never write into the same folder.
    """
    root, key = root.rstrip("/"), run_key(run_id)
    return {"data": "%s/data/%s" % (root, key), "run": "%s/runs/%s" % (root, key)}


def arguments(task, params, root, run_id):
    """The command line of a task, as a list of strings.

    Each command may be repeated: ingest replaces a data set, train goes on from its last checkpoint or does nothing when
    all is done, evaluate, encode and decode write the same files again.
    """
    return {
        "ingest": _ingest,
        "train": _train,
        "evaluate": _evaluate,
        "encode": _encode,
        "decode": _decode,
    }[task](_chosen(params), locations(root, run_id))


def check_arguments(params, root, run_id, same_files=True):
    """The command line that checks all of a DAG run's parameters without Spark.

    With same_files False, the tasks run on machines with other files than this one: local paths are left out.
    """
    chosen, run = _chosen(params), locations(root, run_id)["run"]
    if not same_files and _is_local(chosen["source"]):
        # A preset's rules for sizes are checked all the same.
        chosen["source"] = "synthetic"
    return [
        "check",
        *_images(chosen),
        *_training(chosen),
        *_samples(chosen),
        *_option("--grid", chosen["grid"]),
        *_option("--run", run if same_files or ":" in run else None),
    ]


def with_size(line, size):
    """The ingest command line with the preset's image size, where the user chose none; "any" is none."""
    return line if "--size" in line or size in (None, "any") else [*line, "--size", size]


def anew(line):
    """The train command line that begins at the beginning whatever is there."""
    return ["--overwrite" if argument == "--resume" else argument for argument in line]


def _chosen(params):
    defaults = {name: schema["default"] for name, schema in PARAMS.items()}
    unknown = sorted(set(params) - set(defaults))
    if unknown:
        raise ValueError("Cannot use parameter %s: expected one of %s" % (unknown[0], ", ".join(sorted(defaults))))
    return {**defaults, **params}


def _is_local(source):
    """Whether the images are in a file system of the machine: a path, alone or as in images:PATH."""
    if source in ("synthetic", "mnist", "fashion-mnist", "kmnist"):
        return False
    return ":" not in re.sub("^(images|parquet|orc|json|csv|qmnist|cifar-100?|emnist-[a-z]+):", "", source)


def _ingest(params, at):
    return ["ingest", *_images(params), "--output", at["data"]]


def _images(params):
    return [
        "--source", params["source"],
        *_option("--limit", params["limit"]),
        *_option("--size", params["size"]),
    ]


def _train(params, at):
    # Where there is no checkpoint, --resume begins at the beginning.
    return ["train", "--data", at["data"], "--run", at["run"], "--resume", *_training(params)]


def _training(params):
    settings = []
    for setting in params["settings"] or []:
        settings += ["--set", str(setting)]
    return [
        "--preset", params["preset_file"] or params["preset"],
        *_option("--epochs", params["epochs"]),
        "--workers", str(params["workers"] or 0),
        *_option("--averaging-frequency", params["averaging_frequency"]),
        "--seed", str(params["seed"] or 0),
        *settings,
    ]


def _evaluate(params, at):
    return ["evaluate", *_of_run(at), *_samples(params)]


def _encode(params, at):
    return ["encode", *_of_run(at), *_samples(params), "--output", at["run"] + "/encoded"]


def _decode(params, at):
    return ["decode", *_of_run(at), *_option("--grid", params["grid"])]


def _of_run(at):
    return ["--run", at["run"], "--data", at["data"]]


def _samples(params):
    return ["--importance-samples", str(params["importance_samples"] or 0)]


def _option(name, value):
    return [] if value is None else [name, str(value)]


def _parsed(setting):
    """key=value, the value as JSON where it is JSON."""
    name, _, value = setting.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def main():
    parser = argparse.ArgumentParser(description="Prints the command lines of a DAG run as JSON.")
    parser.add_argument("--root", default="runs/airflow", help="folder or URI of all data sets and runs")
    parser.add_argument("--run-id", required=True, help="of the DAG run")
    parser.add_argument("--param", action="append", default=[], metavar="KEY=VALUE", help="a parameter of the DAG run")
    given = parser.parse_args()
    params = dict(_parsed(setting) for setting in given.param)
    lines = {task: arguments(task, params, given.root, given.run_id) for task in TASKS}
    print(json.dumps({"check": check_arguments(params, given.root, given.run_id), **lines}))


if __name__ == "__main__":
    main()
