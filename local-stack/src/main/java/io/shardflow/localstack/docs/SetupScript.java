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
package io.shardflow.localstack.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/snowflake/setup.sql, as an administrator reads it. */
public final class SetupScript {

    private static final String OPTION = "-- Only if ";

    private final String text;

    /** @param docs the folder of the documentation */
    public SetupScript(final Path docs) throws IOException {
        text = Files.readString(docs.resolve("snowflake/setup.sql"));
    }

    /** What the file runs as it is, in order. */
    public List<String> statements(final String publicKey) {
        return split(text.replace("<public key>", publicKey));
    }

    /** The statements of the option whose heading goes on so, with the dashes taken away. */
    public List<String> option(final String heading) {
        final List<String> options = Arrays.stream(text.split("(?m)^" + OPTION))
                .filter(option -> option.startsWith(heading))
                .toList();
        if (options.size() != 1) {
            throw new IllegalArgumentException(options.size() + " options begin with: " + heading);
        }
        final String statements = options.getFirst()
                .lines()
                .filter(line -> line.matches("-- +(SET|GRANT|CREATE|ALTER|USE) .*|-- {5}.*"))
                .map(line -> line.substring(2).trim())
                .collect(Collectors.joining("\n"));
        return split(statements);
    }

    private static List<String> split(final String script) {
        final String sql = script.lines()
                .filter(line -> !line.startsWith("--"))
                .map(line -> line.replaceFirst(" +-- .*", ""))
                .collect(Collectors.joining("\n"));
        return Arrays.stream(sql.split(";\\s*(\n|$)"))
                .map(String::trim)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** What SET gives the variable, which must be a single text. */
    public String value(final String variable) {
        final Matcher set =
                Pattern.compile("(?m)^SET " + variable + " *= '([^']+)';").matcher(text);
        if (!set.find()) {
            throw new IllegalArgumentException("no SET " + variable);
        }
        return set.group(1);
    }

    /** What takes back a GRANT. */
    public static String revoke(final String grant) {
        return grant.replaceFirst("^GRANT ", "REVOKE ").replaceFirst(" TO (ROLE|USER) ", " FROM $1 ");
    }
}
