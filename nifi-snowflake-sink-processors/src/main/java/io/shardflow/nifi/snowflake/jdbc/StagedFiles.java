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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.content.SpoolCompression;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of one attempt in the stage. Each went up under a name of the attempt: COPY remembers names, so a name is never
 * used again.
 *
 * @param stage full name of the stage
 * @param names of the staged files
 * @param compression of them all
 */
record StagedFiles(QualifiedName stage, List<String> names, SpoolCompression compression) {

    private static final String UPLOADED = "UPLOADED";

    /** Parts that are uploaded at one time, of one file or several. */
    private static final int PARALLEL = 16;

    /** Uploads the files to the stage, by one PUT. @param apart false: as few */
    static StagedFiles put(
            final SqlRunner sql,
            final SessionStage stage,
            final AttemptId attempt,
            final List<Path> files,
            final boolean apart)
            throws WarehouseException {
        try (JoinedFiles joined =
                apart ? JoinedFiles.of(files, attempt.value(), 0) : JoinedFiles.of(files, attempt.value())) {
            sql.allowFor(joined.bytes());
            upload(sql, stage.name(), joined);
            stage.uploaded(joined.bytes());
            return new StagedFiles(stage.name(), joined.names(), joined.compression());
        } catch (final IOException e) {
            throw new WarehouseException(
                    Kind.TRANSIENT, "the spool files could not be prepared for upload; check the spool directory", e);
        }
    }

    /** OVERWRITE, though nothing has these names: without it the driver lists what the cloud's storage has, each time, to be sure. */
    private static void upload(final SqlRunner sql, final QualifiedName stage, final JoinedFiles files)
            throws WarehouseException {
        final List<String> states = sql.query(
                "uploading to the stage",
                "PUT 'file://" + files.source() + "' " + SqlLiteral.of("@" + stage.sql()) + " PARALLEL=" + PARALLEL
                        + " AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=" + files.compression() + " OVERWRITE=TRUE",
                row -> row.getString("status"));
        final int expected = files.names().size();
        if (states.size() != expected || !states.stream().allMatch(UPLOADED::equals)) {
            throw new WarehouseException(
                    Kind.TRANSIENT, "uploading " + expected + " files to the stage ended with " + states);
        }
    }

    /** COPY of all these files into the table; one bad row and nothing is loaded. */
    String copyInto(final QualifiedName table, final ColumnSql columns) {
        return "COPY INTO " + table.sql() + " (" + columns.names("") + ") FROM (SELECT " + columns.values() + " FROM "
                + SqlLiteral.of("@" + stage.sql()) + ")"
                + names.stream().map(SqlLiteral::of).collect(Collectors.joining(", ", " FILES=(", ")"))
                + " FILE_FORMAT=(TYPE=JSON COMPRESSION=" + compression + ") ON_ERROR=ABORT_STATEMENT";
    }
}
