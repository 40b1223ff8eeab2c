"""Airflow: one task a section by its PapermillOperator, then the run that publishes.

Where each section shall be a task of its own, to be watched, retried and kept by Airflow. The
PapermillOperator runs in Airflow's own Python, so the workbook has to be installed there with the
papermill provider: `pip install -e /srv/a4p`. Without -e it would look for data and notebooks
beside the copy that pip makes. The run at the end checks, puts together and publishes, and takes no
notebook of Airflow's: it trusts only what it ran itself.

A blank period is the newest that has raw data; trigger it with another one in `params`.
"""

from datetime import datetime, timedelta

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

from a4p_helpers.core import contents

A4P = "/srv/a4p"
# All sections of the report, in their order: a new one is a new task without a change here.
SECTIONS = tuple(entry.notebook for entry in contents.entries("").values())
PARAMETERS = {"period": "{{ params.period }}", "edition": "internal"}
# The period goes in by the environment, and after `--`: what somebody types never becomes a
# command, nor an option.
ENVIRONMENT = {"A4P": A4P, "PERIOD": "{{ params.period }}"}

with DAG(
    dag_id="a4p_sections",
    schedule="30 5 * * 1-5",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    params={"period": ""},
) as dag:
    clean = BashOperator(
        task_id="clean",
        # papermill makes no folder for what it writes.
        bash_command=(
            'cd "$A4P" && mkdir -p outputs/airflow && .venv/bin/a4p clean ${PERIOD:+-- "$PERIOD"}'
        ),
        env=ENVIRONMENT,
        append_env=True,
    )
    publish = BashOperator(
        task_id="publish",
        bash_command=(
            'cd "$A4P" && .venv/bin/a4p run --log text --run-limit 3600 ${PERIOD:+-- "$PERIOD"}'
        ),
        env=ENVIRONMENT,
        append_env=True,
        execution_timeout=timedelta(hours=2),
    )
    for section in SECTIONS:
        notebook = PapermillOperator(
            task_id=section,
            input_nb=f"{A4P}/notebooks/{section}.ipynb",
            output_nb=f"{A4P}/outputs/airflow/{section}-executed.ipynb",
            parameters=PARAMETERS,
            execution_timeout=timedelta(minutes=15),
        )
        clean >> notebook >> publish
