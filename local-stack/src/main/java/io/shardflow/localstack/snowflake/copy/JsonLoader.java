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
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Loads one file of JSON documents into a table. One use, one thread. */
final class JsonLoader {
    private static final int BATCH = 500;

    private final Request request;
    private final TableDef table;
    private final CopyOptions options;
    private final RowShape shape;

    JsonLoader(final Request request, final TableDef table, final CopyOptions options, final RowShape shape) {
        this.request = request;
        this.table = table;
        this.options = options;
        this.shape = shape;
    }

    /** Returns the number of rows; throws at the first record that cannot be loaded. */
    long load(final Path file, final String name) throws SQLException {
        final String columns = String.join(
                ", ", shape.columns().stream().map(c -> H2Text.quote(c.name())).toList());
        final String marks =
                String.join(", ", shape.columns().stream().map(c -> "?").toList());
        long row = 0;
        try (InputStream in = StagedContent.open(
                        file,
                        options.compression(),
                        request.standIn().switches().has(Quirk.FIRST_FRAME_ONLY));
                JsonParser parser = Variant.JSON.createParser(in);
                PreparedStatement insert = request.session()
                        .h2()
                        .prepareStatement(
                                "INSERT INTO " + table.physical() + "(" + columns + ") VALUES (" + marks + ")")) {
            while (parser.nextToken() != null) {
                if (options.stripOuterArray()
                        && (parser.currentToken() == JsonToken.START_ARRAY
                                || parser.currentToken() == JsonToken.END_ARRAY)) {
                    continue;
                }
                row++;
                shape.bind(parser, insert);
                insert.addBatch();
                if (row % BATCH == 0) {
                    request.running().check();
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
            return row;
        } catch (SnowflakeError e) {
            throw new SnowflakeError(
                    e.code(), e.sqlState(), e.getMessage() + "\n  File '" + name + "', row " + Math.max(1, row));
        } catch (IOException e) {
            throw new SnowflakeError("100069", "22P02", "Error parsing JSON\n  File '" + name + "', row " + (row + 1));
        }
    }
}
