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
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Each record goes whole into the table's only column. */
record WholeRecord(List<TableDef.Column> columns) implements RowShape {
    WholeRecord {
        if (columns.size() != 1 || !columns.getFirst().type().semiStructured()) {
            throw new SnowflakeError(
                    "002019",
                    "0A000",
                    "SQL compilation error:\nJSON file format can produce one and only one column of variant, object, or array type. Use CSV file format if you want to load more than one column.");
        }
    }

    @Override
    public void bind(final JsonParser record, final PreparedStatement insert) throws IOException, SQLException {
        LoadedValue.set(insert, 1, columns.getFirst(), record);
    }
}
