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
package io.shardflow.nifi.kinesis.iam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The policies of docs/iam.md. */
public final class PolicyPage {

    private static final Path PAGE = Path.of("../docs/iam.md");
    private static final Pattern BLOCK = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    private PolicyPage() {}

    public static String text() {
        try {
            return Files.readString(PAGE);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every block of JSON. */
    public static List<String> blocks() {
        final List<String> blocks = new ArrayList<>();
        for (final Matcher block = BLOCK.matcher(text()); block.find(); ) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    /** The text of the policy under this heading. */
    public static String under(final String heading) {
        final String page = text();
        final int at = page.indexOf("\n### " + heading + "\n");
        final Matcher block = BLOCK.matcher(page);
        if (at < 0 || !block.find(at)) {
            throw new IllegalArgumentException("no policy under " + heading);
        }
        return block.group(1);
    }

    /** The policy for polling, for one stream and one table. */
    public static Policy polling(final String region, final String stream, final String application) {
        return of("Polling, one stream and one table", region, stream, application);
    }

    /** The policy for fan-out, for one stream and one table. */
    public static Policy fanOut(final String region, final String stream, final String application) {
        return of("Fan-out, one stream and one table", region, stream, application);
    }

    /** The policy for ManageKinesisState when it changes nothing. */
    public static Policy looking(final String region, final String stream, final String application) {
        return of("ManageKinesisState, to look", region, stream, application);
    }

    /** The policy for all that ManageKinesisState does. */
    public static Policy changing(final String region, final String stream, final String application) {
        return of("ManageKinesisState, to look and to change", region, stream, application);
    }

    private static Policy of(final String heading, final String region, final String stream, final String application) {
        return Policy.parse(filled(heading, region).replace("STREAM", stream).replace("APPLICATION", application));
    }

    /** The policy for polling, for all names that begin so. */
    public static Policy pollingAll(final String region, final String prefix) {
        return Policy.parse(filled("Polling, with wildcards", region).replace("PREFIX", prefix));
    }

    /** What a table of an older client library needs in addition. */
    public static Policy oldTable(final String region, final String application) {
        return Policy.parse(filled("A table that versions 1 and 2 of the client library made", region)
                .replace("APPLICATION", application));
    }

    private static String filled(final String heading, final String region) {
        return under(heading).replace("REGION", region).replace("ACCOUNT", Gate.ACCOUNT);
    }
}
