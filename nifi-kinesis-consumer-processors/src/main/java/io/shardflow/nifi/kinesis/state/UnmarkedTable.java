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
package io.shardflow.nifi.kinesis.state;

import java.util.regex.Pattern;

/** A table of which nothing says of which stream it is, so that ManageKinesisState does not change it. Pure. */
public final class UnmarkedTable {

    /** What needs no quotes in a shell and no escapes in JSON. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:-]+");

    private UnmarkedTable() {}

    /**
     * What people can do by hand about a corrupt row of it, without a full stop.
     *
     * @param key of the row; the command that is told has it only if it can be pasted as it is
     */
    public static String remedy(final String table, final String key) {
        return ("Nothing in the table says of which stream it is, so ManageKinesisState does not change it either. Stop every"
                        + " worker of the application. If the row is of no shard, delete it: aws dynamodb delete-item"
                        + " --table-name %s --key '{\"leaseKey\":{\"S\":\"%s\"}}'. If it is of a shard, delete the table in DynamoDB"
                        + " or set another Application Name; reading then begins at the Initial Stream Position")
                .formatted(table, PLAIN.matcher(key).matches() ? key : "KEY");
    }
}
