"""Airflow: one task for each section with the PapermillOperator, then the run that publishes.

Use this if Airflow should watch, retry and keep each section as its own task. The PapermillOperator
runs in Airflow's own Python, so install the workbook there with `pip install -e /srv/a4p`, and the
papermill provider. Without -e, the workbook looks for data and notebooks next to pip's copy. The
last task checks, assembles and publishes the report; it uses only notebooks that it ran itself.

A blank period is the newest with raw data; to run another, name it in `params`.
"""

from datetime import datetime, timedelta

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

from a4p_helpers.core import contents

A4P = "/srv/a4p"
# All sections of the report, in order: a new section becomes a task without a change here.
SECTIONS = tuple(entry.notebook for entry in contents.entries("").values())
PARAMETERS = {"period": "{{ params.period }}", "edition": "internal"}
# The period comes from the environment and follows `--`, so typed text cannot become a command or
# an option.
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
        # papermill does not create the output folder.
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
