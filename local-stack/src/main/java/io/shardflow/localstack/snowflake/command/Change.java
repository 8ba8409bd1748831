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
package io.shardflow.localstack.snowflake.command;

import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.value.H2Text;
import java.util.List;

/**
 * A change to be made.
 *
 * @param assigned columns that an UPDATE sets, quoted; empty for DELETE
 * @param values their expressions
 * @param condition or null
 */
record Change(TableDef table, String alias, List<String> assigned, List<String> values, String condition) {
    boolean deletes() {
        return assigned.isEmpty();
    }

    String where() {
        return condition == null ? "" : " WHERE " + condition;
    }

    String as() {
        return " AS " + H2Text.quote(alias);
    }

    String from() {
        return table.physical() + as();
    }
}
