/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.jdbc.TargetTable;
import io.shardflow.nifi.snowflake.load.LoadColumn;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan;
import io.shardflow.nifi.snowflake.schema.RecordCheck;
import io.shardflow.nifi.snowflake.target.TableChanges;
import java.util.List;

/**
 * How the records of a task go into a table.
 *
 * @param table as it was described
 * @param columns that the load fills
 * @param check of single records
 */
record TablePlan(TargetTable table, EvolutionPlan evolution, List<LoadColumn> columns, RecordCheck check)
        implements TableChanges.Plan {

    TablePlan {
        columns = List.copyOf(columns);
    }
}
