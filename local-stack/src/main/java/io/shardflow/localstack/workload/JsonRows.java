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
package io.shardflow.localstack.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Rows of a table as JSON. Used by one thread, like the result that they come from. */
final class JsonRows {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String TEXT = "VARCHAR";

    /** Types whose columns hold JSON null as a value of its own. */
    private static final Set<String> VARIANTS = Set.of("VARIANT", "OBJECT", "ARRAY");

    private final ResultSet rows;
    private final ResultSetMetaData columns;
    private final Set<String> texts = new HashSet<>();

    JsonRows(final ResultSet rows) throws SQLException {
        this.rows = rows;
        this.columns = rows.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnTypeName(i).equals(TEXT)) {
                texts.add(columns.getColumnName(i));
            }
        }
    }

    /** The columns of type VARCHAR. */
    Set<String> texts() {
        return texts;
    }

    /** The value of each column in the present row: see {@link Comparison#add}. */
    Map<String, JsonNode> row() throws SQLException {
        final Map<String, JsonNode> row = new HashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnName(i), value(columns.getColumnTypeName(i), rows.getString(i)));
        }
        return row;
    }

    /**
     * The value as JSON. A VARIANT tells JSON null, which is one here, from SQL NULL, which is null; in a column of another type both
     * are the same NULL: a missing node.
     */
    private static JsonNode value(final String type, final String text) {
        if (text == null) {
            return VARIANTS.contains(type) ? null : MissingNode.getInstance();
        }
        if (type.startsWith("TIMESTAMP")) {
            return TextNode.valueOf(text);
        }
        return switch (type) {
            case TEXT -> TextNode.valueOf(text);
            case "BOOLEAN" -> BooleanNode.valueOf(Boolean.parseBoolean(text));
            default -> parse(text);
        };
    }

    /** @param json null for NULL */
    static JsonNode parse(final String json) {
        try {
            return json == null ? null : JSON.readTree(json);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("a column gave text that is not JSON", e);
        }
    }
}
