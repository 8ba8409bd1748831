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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    private static final String SUFFIX = ".json.gz";
    private static final String UPLOADED = "UPLOADED";

    /** Uploads at one time; many FlowFiles are small, and each costs a round trip to the cloud storage. */
    private static final int PARALLEL = 16;

    /**
     * Makes the stage and uploads the files to it by one PUT. PUT keeps local names, so each file gets the wanted one
     * beside its own for a moment.
     */
    static StagedFiles put(
            final SqlRunner sql, final QualifiedName stage, final AttemptId attempt, final List<Path> files)
            throws WarehouseException {
        sql.run("creating the stage", "CREATE TEMPORARY STAGE " + stage.sql());
        final List<Path> named = new ArrayList<>();
        try {
            for (final Path file : files) {
                named.add(named(file, attempt.value() + "_" + named.size() + SUFFIX));
            }
            final String source = named.size() == 1
                    ? urlPath(named.getFirst())
                    : urlPath(named.getFirst().resolveSibling(attempt.value())) + "_*" + SUFFIX;
            upload(sql, stage, source, named.size());
        } catch (final IOException e) {
            throw new WarehouseException(
                    Kind.TRANSIENT, "the spool files could not be prepared for upload; check the spool directory", e);
        } finally {
            remove(named);
        }
        return new StagedFiles(
                stage, named.stream().map(file -> file.getFileName().toString()).toList());
    }

    private static Path named(final Path file, final String name) throws IOException {
        final Path wanted = file.resolveSibling(name);
        try {
            return Files.createLink(wanted, file);
        } catch (final UnsupportedOperationException | FileSystemException e) {
            return Files.copy(file, wanted, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void upload(final SqlRunner sql, final QualifiedName stage, final String source, final int expected)
            throws WarehouseException {
        final List<String> states = sql.query(
                "uploading to the stage",
                "PUT 'file://" + source + "' " + SqlLiteral.of("@" + stage.sql()) + " PARALLEL=" + PARALLEL
                        + " AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=FALSE",
                row -> row.getString("status"));
        if (states.size() != expected || !states.stream().allMatch(UPLOADED::equals)) {
            throw new WarehouseException(
                    Kind.TRANSIENT, "uploading " + expected + " files to the stage ended with " + states);
        }
    }

    private static void remove(final List<Path> files) {
        for (final Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (final IOException e) {
                // It is another name of a spool file, whose own removal reports the same trouble.
            }
        }
    }

    private static String urlPath(final Path file) {
        final String path = file.toAbsolutePath().toString().replace('\\', '/');
        return path.startsWith("/") ? path : "/" + path;
    }

    /** COPY of all these files into the table; one bad row and nothing is loaded. */
    String copyInto(final QualifiedName table, final ColumnSql columns) {
        return "COPY INTO " + table.sql() + " (" + columns.names("") + ") FROM (SELECT " + columns.values() + " FROM "
                + SqlLiteral.of("@" + stage.sql()) + ")"
                + names.stream().map(SqlLiteral::of).collect(Collectors.joining(", ", " FILES=(", ")"))
                + " FILE_FORMAT=(TYPE=JSON COMPRESSION=GZIP) ON_ERROR=ABORT_STATEMENT";
    }
}
