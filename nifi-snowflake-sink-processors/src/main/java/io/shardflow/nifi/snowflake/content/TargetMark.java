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
package io.shardflow.nifi.snowflake.content;

import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the envelope of a rejected record says which target refused it: behind the stream, {@code
 * orders>SALES.PUBLIC.ORDERS}. So what two targets refuse of one position are two rows of an error table.
 *
 * @param target at most 104 letters, digits and {@code _.-}; empty for none
 */
public record TargetMark(String target) {

    static final TargetMark NONE = new TargetMark("");

    /** No stream of Kinesis has it in its name. */
    private static final char SEPARATOR = '>';

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_\0-]*");
    private static final int LONGEST_PLAIN = 100;
    private static final int LONGEST_BEGINNING = 60;
    private static final int HASH_BYTES = 8;

    private static final Pattern WHOLE_NAME = Pattern.compile("(?:[A-Za-z0-9_-]*\\.){0,2}([A-Za-z0-9_-]+)");
    private static final Pattern MAYBE_HASHED = Pattern.compile(".*-[0-9a-f]{" + 2 * HASH_BYTES + "}");

    /** Of the table as the settings name it for the FlowFile; a name with other characters than a stream may have is shortened, and told apart by a hash. */
    public static TargetMark of(final TableName table) {
        final String database = name(table.database());
        final String schema = name(table.schema());
        final String text = database
                + (table.database().isPresent() ? "." : "")
                + schema
                + (table.database().isPresent() || table.schema().isPresent() ? "." : "")
                + table.table().name();
        final String names = database + '\0' + schema + '\0' + table.table().name();
        return new TargetMark(
                PLAIN.matcher(names).matches() && text.length() <= LONGEST_PLAIN ? text : hashed(text, names));
    }

    private static String name(final Optional<Identifier> identifier) {
        return identifier.map(Identifier::name).orElse("");
    }

    private static String hashed(final String text, final String names) {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256").digest(names.getBytes(StandardCharsets.UTF_8));
            final String plain = text.replaceAll("[^A-Za-z0-9_.-]", "_");
            return plain.substring(0, Math.min(plain.length(), LONGEST_BEGINNING)) + "-"
                    + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The stream with this mark, in place of another one. */
    String on(final String stream) {
        return target.isEmpty() ? stream : streamOf(stream) + SEPARATOR + target;
    }

    /** Whether a stream has a mark, so that the record is an envelope: of no record of a stream it has one. */
    static boolean isOn(final String stream) {
        return stream.indexOf(SEPARATOR) >= 0;
    }

    /** The stream without a mark. */
    static String streamOf(final String stream) {
        final int end = stream.indexOf(SEPARATOR);
        return end < 0 ? stream : stream.substring(0, end);
    }

    /** The target that a stream is marked with; empty if it has no mark. */
    public static Optional<String> targetOf(final String stream) {
        final int end = stream.indexOf(SEPARATOR);
        return end < 0 ? Optional.empty() : Optional.of(stream.substring(end + 1));
    }

    /**
     * The table of a target, without its database and schema.
     *
     * @param target see {@link #targetOf}
     * @return empty if it does not have the table's whole name, or may not have it
     */
    public static Optional<Identifier> tableOf(final String target) {
        final Matcher name = WHOLE_NAME.matcher(target);
        return name.matches() && !MAYBE_HASHED.matcher(target).matches()
                ? Optional.of(new Identifier(name.group(1)))
                : Optional.empty();
    }
}
