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
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.Variant;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** COPY from a SELECT over the staged files: each column gets the value of one expression. */
final class Transformation implements RowShape {
    private final List<TableDef.Column> columns;
    private final List<FieldExpression> expressions;
    private final InputFormats formats;

    /** Top-level fields that the expressions read. */
    private final Set<String> wanted;

    private final boolean whole;

    /** Reads the SELECT where the cursor stands, up to its FROM. */
    static List<FieldExpression> parse(final Tokens in) {
        in.expectWord("SELECT");
        final List<FieldExpression> expressions = new ArrayList<>();
        do {
            expressions.add(FieldExpression.parse(in));
        } while (in.acceptSymbol(","));
        in.expectWord("FROM");
        final Token stage = in.peek();
        if (stage.text().startsWith("@%") || stage.text().contains(".%")) {
            throw new SnowflakeError(
                    "001757",
                    "42601",
                    "SQL compilation error:\nCOPY from a SELECT reads user stages and named stages only, not a table's");
        }
        return expressions;
    }

    /**
     * @param columns the columns that get a value, one for each expression
     * @param formats of texts that are cast
     */
    Transformation(
            final List<TableDef.Column> columns, final List<FieldExpression> expressions, final InputFormats formats) {
        if (columns.size() != expressions.size()) {
            throw new SnowflakeError(
                    "002020",
                    "21S01",
                    "SQL compilation error:\nInsert value list does not match column list expecting " + columns.size()
                            + " but got " + expressions.size());
        }
        for (int i = 0; i < columns.size(); i++) {
            expressions.get(i).checkAssignable(columns.get(i));
        }
        this.columns = columns;
        this.expressions = expressions;
        this.formats = formats;
        wanted = expressions.stream().flatMap(FieldExpression::fields).collect(Collectors.toUnmodifiableSet());
        whole = expressions.stream().anyMatch(FieldExpression::isWhole);
    }

    @Override
    public List<TableDef.Column> columns() {
        return columns;
    }

    @Override
    public void bind(final JsonParser record, final PreparedStatement insert) throws IOException, SQLException {
        byte[] all = null;
        final Map<String, byte[]> values;
        if (whole) {
            all = Variant.read(record);
            try (JsonParser again = Variant.JSON.createParser(all)) {
                again.nextToken();
                values = fields(again);
            }
        } else {
            values = fields(record);
        }
        for (int i = 0; i < columns.size(); i++) {
            expressions.get(i).set(insert, i + 1, columns.get(i), all, values, formats);
        }
    }

    /** Fields of the record by name; a record that is no object has none. */
    private Map<String, byte[]> fields(final JsonParser record) throws IOException {
        final Map<String, byte[]> values = new HashMap<>();
        if (record.currentToken() != JsonToken.START_OBJECT) {
            Variant.read(record);
            return values;
        }
        while (record.nextToken() != JsonToken.END_OBJECT) {
            final String name = record.currentName();
            record.nextToken();
            if (wanted.contains(name)) {
                values.put(name, Variant.read(record));
            } else {
                record.skipChildren();
            }
        }
        return values;
    }
}
