"""Rules of the stage commit: does the version that was asked for exist at all?"""
