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
package io.shardflow.localstack.snowflake.copy;

import com.fasterxml.jackson.core.JsonParser;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** How COPY makes a row of a record. */
interface RowShape {
    /** The columns that get a value; the others get their default. */
    List<TableDef.Column> columns();

    /** Sets one parameter for each column. The parser stands on the first token of a record, afterwards on its last. */
    void bind(JsonParser record, PreparedStatement insert) throws IOException, SQLException;
}
