"""Airflow: the whole run as one task, the simplest way.

For Airflow 3 with the standard provider. Put this file in the folder of DAGs. Name a period in
`params`, or leave it blank for all periods with raw data.
"""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

A4P = "/srv/a4p"

with DAG(
    dag_id="a4p_report",
    schedule="30 5 * * 1-5",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    params={"period": ""},
) as dag:
    BashOperator(
        task_id="run",
        # The period comes from the environment and follows `--`, so typed text cannot become a
        # command or an option.
        bash_command=(
            'cd "$A4P" && '
            '.venv/bin/a4p run --log text --run-limit 3600 ${PERIOD:+--} "${PERIOD:---all}"'
        ),
        env={"A4P": A4P, "PERIOD": "{{ params.period }}"},
        append_env=True,
        execution_timeout=timedelta(hours=2),
        # A second try continues where the first one stopped.
        retries=1,
    )
