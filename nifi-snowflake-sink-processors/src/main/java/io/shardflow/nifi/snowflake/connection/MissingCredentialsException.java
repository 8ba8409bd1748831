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
package io.shardflow.nifi.snowflake.connection;

import java.sql.SQLException;

/** There is nothing to log in with, for now; the message names the setting and the remedy, and is no secret. */
public final class MissingCredentialsException extends SQLException {

    private static final long serialVersionUID = 1L;

    /** SQLState of an authorization that is not valid. */
    private static final String INVALID_AUTHORIZATION = "28000";

    MissingCredentialsException(final String message, final Throwable cause) {
        super(message, INVALID_AUTHORIZATION, cause);
    }
}
