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
import com.fasterxml.jackson.core.JsonToken;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** MATCH_BY_COLUMN_NAME: fields go to the columns of their names, other fields nowhere, and other columns get NULL. */
final class NamedFields implements RowShape {
    private final List<TableDef.Column> columns;
    private final boolean ignoreCase;
    private final Map<String, Integer> byName = new HashMap<>();

    NamedFields(final List<TableDef.Column> columns, final boolean ignoreCase) {
        this.columns = columns;
        this.ignoreCase = ignoreCase;
        for (int i = 0; i < columns.size(); i++) {
            byName.putIfAbsent(key(columns.get(i).name()), i);
        }
    }

    private String key(final String name) {
        return ignoreCase ? name.toUpperCase(Locale.ROOT) : name;
    }

    @Override
    public List<TableDef.Column> columns() {
        return columns;
    }

    @Override
    public void bind(final JsonParser record, final PreparedStatement insert) throws IOException, SQLException {
        if (record.currentToken() != JsonToken.START_OBJECT) {
            throw new SnowflakeError(
                    "100080", "22000", "A record is not an object, but MATCH_BY_COLUMN_NAME asks for one");
        }
        final boolean[] set = new boolean[columns.size()];
        while (record.nextToken() != JsonToken.END_OBJECT) {
            final Integer index = byName.get(key(record.currentName()));
            record.nextToken();
            if (index == null) {
                record.skipChildren();
                continue;
            }
            if (set[index]) {
                throw new SnowflakeError(
                        "100069",
                        "22P02",
                        "Two fields of a record match column "
                                + columns.get(index).name());
            }
            LoadedValue.set(insert, index + 1, columns.get(index), record);
            set[index] = true;
        }
        for (int i = 0; i < set.length; i++) {
            if (!set[i]) {
                LoadedValue.setNull(insert, i + 1, columns.get(i));
            }
        }
    }
}
