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
package io.shardflow.localstack.snowflake.stage;

import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Stages are folders: the driver copies files into them. A named stage exists when its folder does. Safe for use by several threads. */
public final class Stages {
    private final Path root;

    public Stages(final Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root);
        deleteContent(Files.createDirectories(root.resolve("temporary")));
    }

    /** A place in a stage: the stage's folder and what follows its name, without a leading slash. */
    public record Location(Path stage, String path, String name) {}

    /** Reads {@code @[db.][schema.]stage[/path]}, {@code @%table[/path]} or {@code @~[/path]}, quoted parts included. */
    public Location locate(final String text, final StageUser session) {
        final String spec = text.startsWith("@") ? text.substring(1) : text;
        final int slash = slashOutsideQuotes(spec);
        final String stage = slash < 0 ? spec : spec.substring(0, slash);
        final String path = slash < 0 ? "" : spec.substring(slash + 1);
        if (stage.equals("~")) {
            return new Location(made(root.resolve("user").resolve(encode(session.user()))), path, "~");
        }
        final boolean ofTable = stage.startsWith("%") || stage.contains(".%");
        final List<String> parts = new Tokens(stage.replace("%", "")).name();
        if (ofTable) {
            final TableDef table = session.table(parts);
            return new Location(
                    made(root.resolve("table").resolve(table.physical().replace("\"", ""))), path, stage);
        }
        final ObjectName name = session.resolve(parts);
        final Path folder = find(name, session);
        if (folder == null) {
            throw SnowflakeError.missing("Stage", String.join(".", parts));
        }
        return new Location(folder, path, name.name().toLowerCase(Locale.ROOT));
    }

    private static int slashOutsideQuotes(final String text) {
        boolean quotes = false;
        for (int i = 0; i < text.length(); i++) {
            quotes ^= text.charAt(i) == '"';
            if (!quotes && text.charAt(i) == '/') {
                return i;
            }
        }
        return -1;
    }

    private Path find(final ObjectName name, final StageUser session) {
        final Path temporary = session.temporaryStages().get(name);
        if (temporary != null) {
            return temporary;
        }
        final Path named = named(name);
        return Files.isDirectory(named) ? named : null;
    }

    private Path named(final ObjectName name) {
        return root.resolve("named")
                .resolve(encode(name.database()))
                .resolve(encode(name.schema()))
                .resolve(encode(name.name()));
    }

    /** Makes a stage; false when there was one and that is fine. */
    public boolean create(
            final ObjectName name,
            final StageUser session,
            final boolean temporary,
            final boolean replace,
            final boolean ifNotExists) {
        final Path old =
                temporary ? session.temporaryStages().get(name) : Files.isDirectory(named(name)) ? named(name) : null;
        if (old != null && !replace) {
            if (ifNotExists) {
                return false;
            }
            throw SnowflakeError.exists(name.name());
        }
        if (old != null) {
            delete(old);
        }
        if (temporary) {
            session.temporaryStages()
                    .put(name, made(root.resolve("temporary").resolve(session.id() + "-" + encode(name.toString()))));
        } else {
            made(named(name));
        }
        return true;
    }

    public boolean drop(final ObjectName name, final StageUser session) {
        final Path folder = find(name, session);
        session.temporaryStages().remove(name);
        if (folder != null) {
            delete(folder);
        }
        return folder != null;
    }

    /** Files at a location whose path begins as given, by name. */
    public static List<Path> files(final Location location) {
        try (Stream<Path> files = Files.walk(location.stage())) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> nameIn(location, f).startsWith(location.path()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String nameIn(final Location location, final Path file) {
        return location.stage().relativize(file).toString();
    }

    public static Path made(final Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(final Path folder) {
        deleteContent(folder);
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void deleteContent(final Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encode(final String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace(".", "%2E");
    }
}
