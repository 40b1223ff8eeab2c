"""Airflow: one task a section by its PapermillOperator, then the run that publishes.

Where each section shall be a task of its own, to be watched, retried and kept by Airflow. The
PapermillOperator runs in Airflow's own Python: the workbook has to be installed there
(`pip install /srv/a4p`), with the papermill provider. The run at the end checks, puts together and
publishes, and takes no notebook of Airflow's: it trusts only what it ran itself.
"""

from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

A4P = Path("/srv/a4p")
SECTIONS = (
    "overview",
    "p1_political_coherence",
    "p2_integration",
    "p3_capabilities",
    "p4_accountability_to",
    "p5_accountability_of",
    "p6_communications",
    "p7_host_countries",
    "plan_implementation",
    "women_peace_security",
    "data_technology",
    "police",
    "data_quality",
)
PARAMETERS = {"period": "{{ params.period }}", "edition": "internal"}

with DAG(
    dag_id="a4p_sections",
    schedule=None,
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    params={"period": "2023-05"},
) as dag:
    clean = BashOperator(
        task_id="clean",
        bash_command='cd "$A4P" && .venv/bin/a4p clean "$PERIOD"',
        env={"A4P": str(A4P), "PERIOD": "{{ params.period }}"},
        append_env=True,
    )
    publish = BashOperator(
        task_id="publish",
        bash_command='cd "$A4P" && .venv/bin/a4p run "$PERIOD" --log text',
        env={"A4P": str(A4P), "PERIOD": "{{ params.period }}"},
        append_env=True,
        execution_timeout=timedelta(hours=2),
    )
    for section in SECTIONS:
        notebook = PapermillOperator(
            task_id=section,
            input_nb=str(A4P / "notebooks" / f"{section}.ipynb"),
            output_nb=str(A4P / "outputs" / "airflow" / f"{section}-executed.ipynb"),
            parameters=PARAMETERS,
            execution_timeout=timedelta(minutes=15),
        )
        clean >> notebook >> publish
