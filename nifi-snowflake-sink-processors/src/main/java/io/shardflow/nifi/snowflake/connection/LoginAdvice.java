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

import io.shardflow.nifi.snowflake.jdbc.Failures;
import java.sql.SQLException;

/** Puts the setting to check beside what went wrong at login. */
public final class LoginAdvice {

    private static final int WRONG_PASSWORD = 390100;
    private static final int WRONG_TOKEN = 390144;
    private static final int UNKNOWN_ROLE = 390189;
    private static final int MISSING_OBJECT = 390201;
    private static final int NETWORK = 200015;

    private LoginAdvice() {}

    /** Cause and remedy, without credentials. */
    public static String of(final Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() != 0) {
                return Failures.describe(sql) + ". Remedy: " + remedy(sql.getErrorCode());
            }
        }
        return e.getMessage();
    }

    private static String remedy(final int code) {
        return switch (code) {
            case WRONG_PASSWORD -> "check 'Username' and 'Password'";
            case WRONG_TOKEN ->
                "check 'Username' and 'Account URL', and that the user's RSA_PUBLIC_KEY is the public half of 'Private Key'";
            case UNKNOWN_ROLE -> "check 'Role', or grant the role to the user";
            case MISSING_OBJECT -> "check 'Warehouse', 'Database' and 'Schema', or grant USAGE on them to the role";
            case NETWORK -> "check 'Account URL', and that this machine reaches it";
            default -> "see Snowflake's documentation of the code";
        };
    }
}
