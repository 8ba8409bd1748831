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

import io.shardflow.nifi.snowflake.load.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of one attempt in a temporary stage of its own. Each goes up under a name of the attempt: COPY remembers
 * names, so a name is never used again.
 *
 * @param stage full name of the stage
 * @param names of the staged files
 */
record StagedFiles(QualifiedName stage, List<String> names) {

    private static final String UPLOADED = "UPLOADED";

    /** Makes the stage and uploads the files to it by PUT. */
    static StagedFiles put(
            final SqlRunner sql, final QualifiedName stage, final AttemptId attempt, final List<Path> files)
            throws WarehouseException {
        sql.run("creating the stage", "CREATE TEMPORARY STAGE " + stage.sql());
        final List<String> names = new ArrayList<>();
        for (final Path file : files) {
            final String name = attempt.value() + "_" + names.size() + ".json.gz";
            put(sql, stage, file, name);
            names.add(name);
        }
        return new StagedFiles(stage, List.copyOf(names));
    }

    /** PUT keeps the local name, so the file gets the wanted one for a moment. */
    private static void put(final SqlRunner sql, final QualifiedName stage, final Path file, final String name)
            throws WarehouseException {
        final Path named = file.resolveSibling(name);
        try {
            Files.createLink(named, file);
            try {
                final List<String> states = sql.query(
                        "uploading to the stage",
                        "PUT 'file://" + urlPath(named) + "' " + SqlLiteral.of("@" + stage.sql())
                                + " AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=FALSE",
                        row -> row.getString("status"));
                if (!states.equals(List.of(UPLOADED))) {
                    throw new WarehouseException(Kind.TRANSIENT, "uploading to the stage ended with " + states);
                }
            } finally {
                Files.deleteIfExists(named);
            }
        } catch (final IOException e) {
            throw new WarehouseException(
                    Kind.TRANSIENT, "the spool file could not be prepared for upload; check the spool directory", e);
        }
    }

    private static String urlPath(final Path file) {
        final String path = file.toAbsolutePath().toString().replace('\\', '/');
        return path.startsWith("/") ? path : "/" + path;
    }

    /** COPY of all these files into the table; one bad row and nothing is loaded. */
    String copyInto(final QualifiedName table) {
        return "COPY INTO " + table.sql() + " FROM " + SqlLiteral.of("@" + stage.sql())
                + names.stream().map(SqlLiteral::of).collect(Collectors.joining(", ", " FILES=(", ")"))
                + " FILE_FORMAT=(TYPE=JSON COMPRESSION=GZIP) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE"
                + " ON_ERROR=ABORT_STATEMENT";
    }
}
